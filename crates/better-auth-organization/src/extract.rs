//! What handlers of the application take out of a request: the organization that is active in the
//! session, the membership of the caller, and a right.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use axum::extract::{FromRef, FromRequestParts};
use better_auth_core::access::{Granted, Permission};
use better_auth_core::{ApiError, Auth, CurrentSession};
use http::StatusCode;
use http::request::Parts;
use utoipa::IntoResponses;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};

use crate::error::{
    NO_ACTIVE_ORGANIZATION, PERMISSION_DENIED, USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION,
};
use crate::member::Member;
use crate::organization::{Organization, OrganizationId, OrganizationKey};
use crate::service::{Organizations, Standing};

/// The organization that is active in the session of the request, read from the database with the
/// caller's membership and rights. As an argument of a handler it refuses requests without a
/// session (401), without an active organization (400), and of somebody who is no member any more
/// (403). The state of the application must hand out [`Organizations`].
#[derive(Debug, Clone)]
pub struct ActiveOrganization {
    /// The organization.
    pub organization: Organization,
    /// The caller as a member of it.
    pub member: Member,
    /// What the caller may do in it.
    pub granted: Granted,
    /// The session.
    pub current: CurrentSession,
}

impl<S> FromRequestParts<S> for ActiveOrganization
where
    Organizations: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let service = Organizations::from_ref(state);
        let current = CurrentSession::from_request_parts(parts, &Host(&service)).await?;
        let active =
            current.session.active_organization_id.clone().ok_or(NO_ACTIVE_ORGANIZATION)?;
        let key = OrganizationKey::Id(OrganizationId::from_store(active));
        let standing = service.standing(&key, &current.user.id).await?;
        let refused = USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION.with_status(StatusCode::FORBIDDEN);
        let Standing { organization, member, granted } = standing.ok_or(refused)?;
        Ok(Self { organization, member, granted, current })
    }
}

/// A state that hands out the handle of the framework.
struct Host<'a>(&'a Organizations);

impl FromRef<Host<'_>> for Auth {
    fn from_ref(host: &Host<'_>) -> Self {
        host.0.auth.clone()
    }
}

impl<S> FromRequestParts<S> for Member
where
    Organizations: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Ok(ActiveOrganization::from_request_parts(parts, state).await?.member)
    }
}

/// The caller may do `P` in the organization that is active in their session; otherwise as
/// [`ActiveOrganization`], or 403 `PERMISSION_DENIED`. Named among the `responses` of a
/// `#[utoipa::path]`, it documents itself.
///
/// ```
/// use better_auth_organization::Permitted;
///
/// better_auth_core::statements! {
///     /// Invoices.
///     pub invoice {
///         /// Writes one.
///         Write = "write",
///     }
/// }
///
/// #[utoipa::path(post, path = "/invoices", responses((status = 200), Permitted<invoice::Write>))]
/// async fn write_invoice(may: Permitted<invoice::Write>) -> String {
///     format!("an invoice of {}", may.active.organization.name)
/// }
/// ```
pub struct Permitted<P> {
    /// Where the caller may do it.
    pub active: ActiveOrganization,
    permission: PhantomData<fn() -> P>,
}

impl<P> fmt::Debug for Permitted<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permitted").field("active", &self.active).finish_non_exhaustive()
    }
}

impl<S, P> FromRequestParts<S> for Permitted<P>
where
    Organizations: FromRef<S>,
    S: Send + Sync,
    P: Permission,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let active = ActiveOrganization::from_request_parts(parts, state).await?;
        if !active.granted.allows(P::ACTION) {
            return Err(PERMISSION_DENIED.into());
        }
        Ok(Self { active, permission: PhantomData })
    }
}

impl<P: Permission> IntoResponses for Permitted<P> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let answer = |description: String| {
            let schema = RefOr::Ref(Ref::from_schema_name("ErrorResponse"));
            let content = Content::new(Some(schema));
            let response = ResponseBuilder::new()
                .description(description)
                .content("application/json", content);
            RefOr::T(response.build())
        };
        BTreeMap::from([
            ("400".to_owned(), answer("`NO_ACTIVE_ORGANIZATION`".to_owned())),
            ("401".to_owned(), answer("`UNAUTHORIZED`".to_owned())),
            (
                "403".to_owned(),
                answer(format!("`PERMISSION_DENIED`: needs the permission `{}`", P::ACTION)),
            ),
        ])
    }
}
