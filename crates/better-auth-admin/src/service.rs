//! The actions behind the routes, for server code that does them by itself.

mod bans;
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
use crate::store::AdminStore;

pub use bans::UserBan;
pub use first::EnsuredAdmin;
pub use impersonation::StoppedImpersonation;
pub use people::{NewPerson, PersonChanges};

/// The users of the application, as administrators see and change them. A cheap handle;
/// `BetterAuth::plugin::<AdminPlugin>()` hands it out.
///
/// Methods that take a [`Caller`] look at the caller's rights: a role must allow the action, and
/// whoever changes somebody must have at least the rights of that person.
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

/// Who asks, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// Who.
    pub user: &'a User,
    /// In which session.
    pub session: &'a Session,
    /// From where.
    pub request: &'a RequestFacts,
}

impl<'a> Caller<'a> {
    /// Who is signed in.
    pub fn new(current: &'a CurrentSession, request: &'a RequestFacts) -> Self {
        Self { user: &current.user, session: &current.session, request }
    }
}

impl Admins {
    /// An event that the caller brought about, to somebody.
    fn event(&self, kind: EventKind, caller: Caller<'_>, subject: &UserId) -> Event {
        let event = self.auth.event(kind, caller.request).actor(&caller.user.id);
        event.subject(subject).session(&caller.session.id)
    }

    /// A user, or the refusal.
    async fn find(&self, id: &UserId) -> Result<User, ApiError> {
        self.auth.users().find_user(id).await?.ok_or_else(|| USER_NOT_FOUND.into())
    }
}
