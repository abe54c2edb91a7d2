use http::request::Parts;
use http::{HeaderMap, header};

use super::Auth;
use crate::assurance::{Amr, Assurance};
use crate::clock::Timestamp;
use crate::entity::{Session, User};
use crate::error::{ApiError, codes};
use crate::extract::{CurrentSession, RequestFacts, Via};
use crate::id::{SessionId, UserId};
use crate::layer::client;
use crate::layer::guard::FrameworkRoute;
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
    /// `IMPERSONATED_SESSION` where somebody acts in the name of another, and the route is not
    /// [open to that](crate::Plugin::open_to_impersonation). When a store or a plugin fails.
    pub async fn authenticate(&self, request: &Parts) -> Result<Option<CurrentSession>, ApiError> {
        match self.presented(&request.headers) {
            Presented::Token(via) => self.authenticate_token(via, request).await,
            Presented::InvalidBearer => Ok(None),
            Presented::Nothing | Presented::InvalidCookie => {
                self.authenticate_by_plugin(request).await
            }
        }
    }

    /// The live session that a token opens, where it may be used on the route.
    ///
    /// # Errors
    /// As [`authenticate`](Self::authenticate).
    pub async fn authenticate_token(
        &self,
        via: Via,
        request: &Parts,
    ) -> Result<Option<CurrentSession>, ApiError> {
        let current = self.find_live(via).await?;
        current.map(|current| admit(current, request)).transpose()
    }

    /// The live session that a token opens, whatever the route: one query.
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
    /// which could open one. On routes of the framework that are not
    /// [open to it](crate::Plugin::open_to_credentials) such a credential counts for nothing.
    ///
    /// # Errors
    /// When a plugin fails, or says that the user [may not act](crate::Hooks::user_barred).
    pub async fn authenticate_by_plugin(
        &self,
        request: &Parts,
    ) -> Result<Option<CurrentSession>, ApiError> {
        let route = request.extensions.get::<FrameworkRoute>();
        if route.is_some_and(|route| !route.takes_credentials) {
            return Ok(None);
        }
        if let Some(known) = request.extensions.get::<KnownCredential>() {
            return Ok(Some(known.0.clone()));
        }
        for hooks in self.hooks() {
            if let Some((session, user)) = hooks.authenticate(self, request).await? {
                self.check_barred(&user).await?;
                return Ok(Some(CurrentSession { session, user, via: Via::Plugin }));
            }
        }
        Ok(None)
    }

    /// As [`authenticate`](Self::authenticate), for extractors: a credential of a plugin is used
    /// once, however many arguments of the handler ask for the session.
    pub(crate) async fn authenticate_once(
        &self,
        request: &mut Parts,
    ) -> Result<Option<CurrentSession>, ApiError> {
        let current = self.authenticate(request).await?;
        if let Some(current) = current.as_ref().filter(|it| matches!(it.via, Via::Plugin)) {
            request.extensions.insert(KnownCredential(current.clone()));
        }
        Ok(current)
    }

    /// Refuses somebody who may not act at all at the moment; see
    /// [`user_barred`](crate::Hooks::user_barred). Plugins whose credentials need no sign-in ask
    /// it whenever one is used.
    ///
    /// # Errors
    /// The refusal, or a failure of a plugin.
    pub async fn check_barred(&self, user: &User) -> Result<(), ApiError> {
        match self.barred(user).await? {
            Some(refusal) => Err(refusal),
            None => Ok(()),
        }
    }

    /// The refusal, if a plugin has one.
    pub(crate) async fn barred(&self, user: &User) -> Result<Option<ApiError>, ApiError> {
        for hooks in self.hooks() {
            if let Some(refusal) = hooks.user_barred(self, user).await? {
                return Ok(Some(refusal));
            }
        }
        Ok(None)
    }

    /// The session that a credential of a plugin's own stands for while one request lasts. It is
    /// in no store and opened by no token, and nothing was proven in it: it is never fresh, and
    /// has no second factor.
    pub fn credential_session(&self, lent: CredentialSession<'_>) -> Session {
        let latest = self.now().plus(self.settings().session.expires_in);
        Session {
            id: SessionId::from_store(lent.id.to_owned()),
            user_id: lent.user.clone(),
            expires_at: lent.expires_at.map_or(latest, |end| end.min(latest)),
            created_at: lent.created_at,
            updated_at: lent.created_at,
            ip_address: lent.request.ip_address_text(),
            user_agent: lent.request.user_agent().map(str::to_owned),
            remembered: false,
            active_organization_id: None,
            active_team_id: None,
            impersonated_by: None,
            assurance: Assurance {
                methods: vec![lent.means],
                authenticated_at: Timestamp::from_millis(0),
                second_factor_at: None,
            },
            additional: self.settings().session_fields.defaults(),
        }
    }

    /// What a request tells about its sender, on routes of the application as well.
    pub fn request_facts(&self, request: &Parts) -> RequestFacts {
        let facts = RequestFacts::of(request);
        if facts.ip_address().is_some() {
            return facts;
        }
        let peer = client::peer(&request.extensions);
        let client =
            peer.map(|peer| client::client(peer, &request.headers, &self.settings().proxies));
        facts.at(client.map(|client| client.0))
    }
}

/// What [`Auth::credential_session`] is made of.
#[derive(Debug)]
pub struct CredentialSession<'a> {
    /// Names the credential.
    pub id: &'a str,
    /// Whose it is.
    pub user: &'a UserId,
    /// What kind of credential.
    pub means: Amr,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// The request that presents it.
    pub request: &'a RequestFacts,
}

/// What a credential of a plugin stands for, once it was looked up; request extension.
#[derive(Clone)]
struct KnownCredential(CurrentSession);

/// Whoever acts in the name of another does so on the routes that are open to it, and on those of
/// the application; never on one that is not listed, such as those that change a credential.
fn admit(current: CurrentSession, request: &Parts) -> Result<CurrentSession, ApiError> {
    let route = request.extensions.get::<FrameworkRoute>();
    if current.session.impersonated_by.is_some()
        && route.is_some_and(|route| !route.takes_impersonation)
    {
        return Err(codes::IMPERSONATED_SESSION.into());
    }
    Ok(current)
}

/// The credentials of `Authorization: Bearer` (RFC 6750); other schemes are somebody else's.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
