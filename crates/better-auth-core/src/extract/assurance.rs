use std::time::Duration;

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use super::CurrentSession;
use crate::assurance::Assurance;
use crate::auth::Auth;
use crate::error::{ApiError, codes};

impl<S> FromRequestParts<S> for Assurance
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let current = current(parts, state).await?;
        Ok(current.session.assurance)
    }
}

/// A session in which a second factor was proven at most so many seconds ago, by default 15
/// minutes; 403 `SECOND_FACTOR_REQUIRED` otherwise, and 401 without a session. The client then asks
/// for a code, and the same session passes.
///
/// A sign-in from a trusted device, which skips the second factor, does not pass; one with a
/// passkey that verified its user does.
///
/// ```
/// use better_auth_core::RecentSecondFactor;
///
/// /// Five minutes.
/// async fn pay(RecentSecondFactor(current): RecentSecondFactor<300>) -> String {
///     format!("Paid by {}", current.user.name)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct RecentSecondFactor<const SECONDS: u64 = 900>(pub CurrentSession);

impl<S, const SECONDS: u64> FromRequestParts<S> for RecentSecondFactor<SECONDS>
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let current = current(parts, state).await?;
        let (age, now) = (Duration::from_secs(SECONDS), Auth::from_ref(state).now());
        if !current.session.assurance.second_factor_within(age, now) {
            return Err(codes::SECOND_FACTOR_REQUIRED.into());
        }
        Ok(Self(current))
    }
}

async fn current<S>(parts: &mut Parts, state: &S) -> Result<CurrentSession, ApiError>
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    let found = Auth::from_ref(state).authenticate_once(parts).await?;
    found.ok_or_else(|| codes::UNAUTHORIZED.into())
}
