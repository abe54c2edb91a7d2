use axum::extract::{FromRef, FromRequestParts};
use better_auth_core::auth::Presented;
use better_auth_core::error::codes;
use better_auth_core::extract::Via;
use better_auth_core::sign_in::PendingSignIn;
use better_auth_core::{ApiError, Auth, CurrentSession, RequestFacts, User};
use http::header;
use http::request::Parts;

use crate::error::INVALID_TWO_FACTOR_COOKIE;

/// Who proves a second factor.
///
/// A bearer token is meant by who sends it. Of the cookies a pending sign-in wins over a session:
/// it lives ten minutes, and every session that is opened removes it, so it is the newer one.
#[derive(Debug)]
pub(crate) enum Caller {
    /// Somebody who is signed in, and proves it (again).
    Session(Box<CurrentSession>),
    /// Somebody whose sign-in waits for it.
    Pending(Box<PendingSignIn>),
}

impl Caller {
    pub(crate) fn user(&self) -> &User {
        match self {
            Self::Session(current) => &current.user,
            Self::Pending(pending) => &pending.user,
        }
    }
}

impl<S> FromRequestParts<S> for Caller
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let auth = Auth::from_ref(state);
        let via = match auth.presented(&parts.headers) {
            Presented::InvalidBearer => return Err(codes::UNAUTHORIZED.into()),
            Presented::Token(via @ Via::Bearer(_)) => {
                let current =
                    auth.authenticate_token(via, parts).await?.ok_or(codes::UNAUTHORIZED)?;
                return Ok(Self::Session(Box::new(current)));
            }
            Presented::Token(via) => Some(via),
            Presented::Nothing | Presented::InvalidCookie => None,
        };
        let Ok(facts) = RequestFacts::from_request_parts(parts, state).await;
        if let Some(pending) = auth.pending_sign_in(&facts).await? {
            return Ok(Self::Pending(Box::new(pending)));
        }
        let current = match via {
            Some(via) => auth.authenticate_token(via, parts).await?,
            None => None,
        };
        current.map(|current| Self::Session(Box::new(current))).ok_or_else(|| gone(&auth, &facts))
    }
}

/// There is no pending sign-in (any more); the browser forgets the cookie, if it has one.
pub(crate) fn gone(auth: &Auth, facts: &RequestFacts) -> ApiError {
    let error = ApiError::from(INVALID_TWO_FACTOR_COOKIE);
    match auth.forget_pending_sign_in(facts) {
        Some(cookie) => error.with_header(header::SET_COOKIE, cookie),
        None => error,
    }
}
