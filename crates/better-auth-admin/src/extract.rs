//! What handlers of the application take out of a request: an administrator, or somebody with a
//! right.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use axum::extract::{FromRef, FromRequestParts};
use better_auth_core::access::{Granted, Permission};
use better_auth_core::error::codes;
use better_auth_core::extract::Via;
use better_auth_core::{ApiError, CurrentSession, ErrorCode};
use http::request::Parts;
use utoipa::IntoResponses;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};

use crate::error::{ADMIN_REQUIRED, PERMISSION_DENIED};
use crate::permission;
use crate::service::Admins;

/// An administrator: the session of somebody with the role `admin`, as it stands in the database
/// now. As an argument of a handler it refuses requests without a session (401), of anybody else
/// (403 `ADMIN_REQUIRED`), and of an administrator who acts in the name of another (403
/// `IMPERSONATED_SESSION`). The state of the application must hand out [`Admins`]. Named among the
/// `responses` of a `#[utoipa::path]`, it documents itself.
#[derive(Debug, Clone)]
pub struct AdminUser(pub CurrentSession);

impl<S> FromRequestParts<S> for AdminUser
where
    Admins: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let service = Admins::from_ref(state);
        let current = own_session(parts, &service, ADMIN_REQUIRED).await?;
        if !permission::is_admin(&current.user.role) {
            return Err(ADMIN_REQUIRED.into());
        }
        Ok(Self(current))
    }
}

/// Somebody who may do `P`, by the roles that they have in the database now; otherwise as
/// [`AdminUser`], or 403 `PERMISSION_DENIED`. Named among the `responses` of a `#[utoipa::path]`, it
/// documents itself.
///
/// ```
/// use better_auth_admin::Allowed;
///
/// better_auth_core::statements! {
///     /// Reports.
///     pub report {
///         /// Reads one.
///         Read = "read",
///     }
/// }
///
/// #[utoipa::path(get, path = "/reports", responses((status = 200), Allowed<report::Read>))]
/// async fn reports(may: Allowed<report::Read>) -> String {
///     format!("reports for {}", may.current.user.name)
/// }
/// ```
pub struct Allowed<P> {
    /// The session.
    pub current: CurrentSession,
    /// What else its user may do.
    pub granted: Granted,
    permission: PhantomData<fn() -> P>,
}

impl<P> fmt::Debug for Allowed<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Allowed").field("current", &self.current).finish_non_exhaustive()
    }
}

impl<S, P> FromRequestParts<S> for Allowed<P>
where
    Admins: FromRef<S>,
    S: Send + Sync,
    P: Permission,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let service = Admins::from_ref(state);
        let current = own_session(parts, &service, PERMISSION_DENIED).await?;
        let granted = service.granted(&current.user);
        if !granted.allows(P::ACTION) {
            return Err(PERMISSION_DENIED.into());
        }
        Ok(Self { current, granted, permission: PhantomData })
    }
}

/// The session of the request, unless somebody acts in the name of its user: a right is for those
/// to whom it was given. An API key is refused as well: it may do what it was given, which is less
/// than what its owner may.
async fn own_session(
    parts: &mut Parts,
    service: &Admins,
    refusal: ErrorCode,
) -> Result<CurrentSession, ApiError> {
    let current = CurrentSession::from_request_parts(parts, service).await?;
    if matches!(current.via, Via::Plugin) {
        return Err(refusal.into());
    }
    if current.session.impersonated_by.is_some() {
        return Err(codes::IMPERSONATED_SESSION.into());
    }
    service.auth.check_barred(&current.user).await?;
    Ok(current)
}

impl IntoResponses for AdminUser {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals("`ADMIN_REQUIRED`: needs the role `admin`".to_owned())
    }
}

impl<P: Permission> IntoResponses for Allowed<P> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(format!("`PERMISSION_DENIED`: needs the permission `{}`", P::ACTION))
    }
}

fn refusals(forbidden: String) -> BTreeMap<String, RefOr<Response>> {
    let answer = |description: String| {
        let content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("ErrorResponse"))));
        let response = ResponseBuilder::new().description(description);
        RefOr::T(response.content("application/json", content).build())
    };
    BTreeMap::from([
        ("401".to_owned(), answer("`UNAUTHORIZED`".to_owned())),
        ("403".to_owned(), answer(forbidden)),
    ])
}
