//! The actions behind the routes, for server code that does them by itself.

mod bans;
mod changes;
mod first;
mod impersonation;
mod passwords;
mod people;
mod rights;
mod roles;
mod sessions;

use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::access::AccessControl;
use better_auth_core::event::EventKind;
use better_auth_core::{
    ApiError, Auth, CurrentSession, Event, RequestFacts, Session, User, UserId,
};

use crate::error::USER_NOT_FOUND;
use crate::options::AdminOptions;
use crate::store::{Actor, AdminStore};

pub use bans::UserBan;
pub use changes::PersonChanges;
pub use first::EnsuredAdmin;
pub(crate) use impersonation::ASIDE;
pub use impersonation::StoppedImpersonation;
pub use people::NewPerson;

/// What events say where no user did it.
const OPERATOR: &str = "operator";

/// The users of the application, as administrators see and change them. A cheap handle;
/// `BetterAuth::plugin::<AdminPlugin>()` hands it out.
///
/// Methods that take a [`Caller`] look at the caller's rights: a role must allow the action, and
/// whoever changes somebody must have at least the rights of that person. No HTTP is needed:
///
/// ```no_run
/// # async fn example(site: better_auth_core::BetterAuth) -> Result<(), Box<dyn std::error::Error>> {
/// use better_auth_admin::{AdminPlugin, Caller, UserBan, UserQuery};
/// use better_auth_core::RequestFacts;
///
/// let admins = site.plugin::<AdminPlugin>().ok_or("no AdminPlugin")?;
/// let facts = RequestFacts::new(None, Some("cleanup script"));
/// let operator = Caller::operator(&facts);
/// let page = admins.list_users(operator, &UserQuery::first(100)).await?;
/// for user in page.users.iter().filter(|user| user.email.as_str().ends_with("@spam.example")) {
///     admins.ban(operator, &user.id, UserBan { reason: Some("spam"), ..UserBan::default() }).await?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Admins {
    pub(crate) auth: Auth,
    pub(crate) store: Arc<dyn AdminStore>,
    pub(crate) access: Arc<AccessControl>,
    pub(crate) options: Arc<AdminOptions>,
}

impl FromRef<Admins> for Auth {
    fn from_ref(service: &Admins) -> Self {
        service.auth.clone()
    }
}

/// Who asks, and from where: somebody with a session, or whoever runs the server.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    by: By<'a>,
    request: &'a RequestFacts,
}

#[derive(Debug, Clone, Copy)]
enum By<'a> {
    User(&'a User, &'a Session),
    Operator,
}

impl<'a> Caller<'a> {
    /// Who is signed in: their roles decide what they may do.
    pub fn new(current: &'a CurrentSession, request: &'a RequestFacts) -> Self {
        Self { by: By::User(&current.user, &current.session), request }
    }

    /// Whoever runs the server, from a command line or a script: they may do everything, but for
    /// what would leave no administrator. Events have no actor then, and the detail `operator`;
    /// the user agent of the facts says by which program:
    /// `RequestFacts::new(None, Some("my-tool, alice"))`.
    pub fn operator(request: &'a RequestFacts) -> Self {
        Self { by: By::Operator, request }
    }

    /// The user, unless it is the operator.
    pub fn user(self) -> Option<&'a User> {
        match self.by {
            By::User(user, _) => Some(user),
            By::Operator => None,
        }
    }

    /// From where.
    pub fn request(self) -> &'a RequestFacts {
        self.request
    }

    fn actor(self) -> Option<Actor<'a>> {
        self.user().map(Actor::of)
    }

    fn is(self, id: &UserId) -> bool {
        self.user().is_some_and(|user| user.id == *id)
    }
}

impl Admins {
    /// An event that the caller brought about, to somebody.
    fn event(&self, kind: EventKind, caller: Caller<'_>, subject: &UserId) -> Event {
        let event = self.auth.event(kind, caller.request).subject(subject);
        match caller.by {
            By::User(user, session) => event.actor(&user.id).session(&session.id),
            By::Operator => event.detail(OPERATOR),
        }
    }

    /// A user, or the refusal.
    async fn find(&self, id: &UserId) -> Result<User, ApiError> {
        self.auth.users().find_user(id).await?.ok_or_else(|| USER_NOT_FOUND.into())
    }
}
