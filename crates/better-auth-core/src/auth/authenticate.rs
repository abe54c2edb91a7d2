use http::request::Parts;
use http::{HeaderMap, header};

use super::Auth;
use crate::error::ApiError;
use crate::extract::{CurrentSession, Via};
use crate::token::SessionToken;

/// What a request presents as its session, before the database is asked.
#[derive(Debug)]
pub enum Presented {
    /// Nothing.
    Nothing,
    /// Only cookies that are forged, cut or of another server.
    InvalidCookie,
    /// A bearer token that is forged, cut or of another server.
    InvalidBearer,
    /// A token whose form and tag are right.
    Token(Via),
}

impl Auth {
    /// Reads the session credential of a request. A bearer token wins over a cookie: who sends
    /// one means it.
    pub fn presented(&self, headers: &HeaderMap) -> Presented {
        if let Some(bearer) = bearer(headers) {
            let token = SessionToken::parse_bearer(bearer, self.keyring());
            return token
                .map_or(Presented::InvalidBearer, |token| Presented::Token(Via::Bearer(token)));
        }
        match self.cookies().read_session(headers, self.keyring()) {
            Some(token) => Presented::Token(Via::Cookie(token)),
            None if self.cookies().has_session(headers) => Presented::InvalidCookie,
            None => Presented::Nothing,
        }
    }

    /// The live session of a request, from the session token that it presents, or else from a
    /// credential that a plugin recognises.
    ///
    /// # Errors
    /// When a store or a plugin fails.
    pub async fn authenticate(&self, request: &Parts) -> Result<Option<CurrentSession>, ApiError> {
        match self.presented(&request.headers) {
            Presented::Token(via) => self.find_live(via).await,
            Presented::InvalidBearer => Ok(None),
            Presented::Nothing | Presented::InvalidCookie => {
                self.authenticate_by_plugin(request).await
            }
        }
    }

    /// The live session that a token opens: one query.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_live(&self, via: Via) -> Result<Option<CurrentSession>, ApiError> {
        let Some(token) = via.token() else { return Ok(None) };
        let found = self.sessions().find_session(&token.hash()).await?;
        let now = self.now();
        let live = found.filter(|(session, _)| session.expires_at > now);
        Ok(live.map(|(session, user)| CurrentSession { session, user, via }))
    }

    /// The session of a credential that a plugin recognises; for requests that present no token
    /// which could open one.
    ///
    /// # Errors
    /// When a plugin fails.
    pub async fn authenticate_by_plugin(
        &self,
        request: &Parts,
    ) -> Result<Option<CurrentSession>, ApiError> {
        for hooks in self.hooks() {
            if let Some((session, user)) = hooks.authenticate(self, request).await? {
                return Ok(Some(CurrentSession { session, user, via: Via::Plugin }));
            }
        }
        Ok(None)
    }
}

/// The credentials of `Authorization: Bearer` (RFC 6750); other schemes are somebody else's.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
