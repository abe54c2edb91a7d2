use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;

use crate::auth::Auth;
use crate::entity::{Session, User};
use crate::error::{ApiError, codes};
use crate::token::SessionToken;

/// How the session of a request was presented.
#[derive(Debug, Clone)]
pub enum Via {
    /// In a cookie.
    Cookie(SessionToken),
    /// In `Authorization: Bearer`.
    Bearer(SessionToken),
    /// By a credential of a plugin, such as an API key; there is no token.
    Plugin,
}

impl Via {
    /// The token that the request presented.
    pub fn token(&self) -> Option<&SessionToken> {
        match self {
            Self::Cookie(token) | Self::Bearer(token) => Some(token),
            Self::Plugin => None,
        }
    }
}

/// The session of the request, read from the database. As an argument of a handler it refuses
/// requests without one: 401. `Option<CurrentSession>` lets them in as `None`.
///
/// ```
/// use better_auth_core::CurrentSession;
/// async fn hello(current: CurrentSession) -> String {
///     format!("Hello {}", current.user.name)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct CurrentSession {
    /// The session.
    pub session: Session,
    /// Its user.
    pub user: User,
    /// How it was presented.
    pub via: Via,
}

impl<S> FromRequestParts<S> for CurrentSession
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let auth = Auth::from_ref(state);
        auth.authenticate_once(parts).await?.ok_or_else(|| codes::UNAUTHORIZED.into())
    }
}

impl<S> OptionalFromRequestParts<S> for CurrentSession
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, ApiError> {
        Auth::from_ref(state).authenticate_once(parts).await
    }
}

/// A session whose user proved their first factor recently ([`SessionOptions::fresh_age`]); 403
/// `SESSION_NOT_FRESH` otherwise.
///
/// [`SessionOptions::fresh_age`]: crate::config::SessionOptions::fresh_age
#[derive(Debug, Clone)]
pub struct FreshSession(pub CurrentSession);

impl<S> FromRequestParts<S> for FreshSession
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let auth = Auth::from_ref(state);
        let current = auth
            .authenticate_once(parts)
            .await?
            .ok_or_else(|| ApiError::from(codes::UNAUTHORIZED))?;
        // By a credential of a plugin nobody proves anything anew.
        if matches!(current.via, Via::Plugin) || !auth.is_fresh(&current.session) {
            return Err(codes::SESSION_NOT_FRESH.into());
        }
        Ok(Self(current))
    }
}
