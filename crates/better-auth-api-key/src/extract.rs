//! What handlers of the application take out of a request: a key, and what it may do.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use axum::extract::{FromRef, FromRequestParts};
use better_auth_core::access::{Action, Permission, Permissions};
use better_auth_core::{ApiError, User};
use http::request::Parts;
use utoipa::IntoResponses;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};

use crate::record::KeyRecord;
use crate::service::{ApiKeys, Verified};

/// Nothing in particular: any key will do.
#[derive(Debug, Clone, Copy)]
pub struct AnyAction;

/// What a key must be allowed to do for a handler: a [`Permission`], or [`AnyAction`].
pub trait Needs: Send + Sync + 'static {
    /// The action.
    const ACTION: Option<Action>;
}

impl Needs for AnyAction {
    const ACTION: Option<Action> = None;
}

impl<P: Permission> Needs for P {
    const ACTION: Option<Action> = Some(P::ACTION);
}

/// The API key of the request, verified and counted as one use. As an argument of a handler it
/// refuses requests without a key, or with one that is not good (401), that may not do `P` (403),
/// or that was used too often (429). It stands before arguments that take the session, so that both
/// are one use. The state of the application must hand out [`ApiKeys`]. Named among the `responses`
/// of a `#[utoipa::path]`, it documents itself.
///
/// ```
/// use better_auth_api_key::ApiKey;
///
/// better_auth_core::statements! {
///     /// Invoices.
///     pub invoice {
///         /// Reads one.
///         Read = "read",
///     }
/// }
///
/// #[utoipa::path(get, path = "/invoices", responses((status = 200), ApiKey<invoice::Read>))]
/// async fn invoices(key: ApiKey<invoice::Read>) -> String {
///     format!("the invoices of {}", key.record.owner.as_str())
/// }
///
/// /// Any key will do.
/// async fn whose(key: ApiKey) -> String {
///     key.record.owner.as_str().to_owned()
/// }
/// ```
pub struct ApiKey<P = AnyAction> {
    /// The key.
    pub record: KeyRecord,
    /// Who owns it; `None` if an organization does.
    pub user: Option<User>,
    needs: PhantomData<fn() -> P>,
}

impl<P> fmt::Debug for ApiKey<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").field("record", &self.record).finish_non_exhaustive()
    }
}

impl<S, P> FromRequestParts<S> for ApiKey<P>
where
    ApiKeys: FromRef<S>,
    S: Send + Sync,
    P: Needs,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let service = ApiKeys::from_ref(state);
        let facts = service.auth.request_facts(parts);
        let asked = P::ACTION.map(|action| [action].into_iter().collect::<Permissions>());
        let key = service.presented(&parts.headers)?;
        let verified = service.verify(key.expose(), asked.as_ref(), &facts).await?;
        // Another argument that takes the session is not one more use.
        parts.extensions.insert(verified.clone());
        let Verified { key, user } = verified;
        Ok(Self { record: key, user, needs: PhantomData })
    }
}

impl<P: Needs> IntoResponses for ApiKey<P> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut answers = BTreeMap::from([
            answer("401", "`INVALID_API_KEY`, `KEY_DISABLED`, `KEY_EXPIRED`".to_owned()),
            answer("429", "`RATE_LIMITED`, `USAGE_EXCEEDED`".to_owned()),
        ]);
        if let Some(action) = P::ACTION {
            let text = format!(
                "`INSUFFICIENT_API_KEY_PERMISSIONS`: needs a key with the permission `{action}`"
            );
            answers.extend([answer("403", text)]);
        }
        answers
    }
}

fn answer(status: &str, description: String) -> (String, RefOr<Response>) {
    let schema = RefOr::Ref(Ref::from_schema_name("ErrorResponse"));
    let content = Content::new(Some(schema));
    let response = ResponseBuilder::new().description(description);
    (status.to_owned(), RefOr::T(response.content("application/json", content).build()))
}
