//! The actions behind the routes, for server code that does them by itself.

mod invitations;
mod members;
mod organizations;
mod rights;
mod roles;
mod team_members;
mod teams;

use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::access::AccessControl;
use better_auth_core::event::EventKind;
use better_auth_core::{ApiError, Auth, CurrentSession, Event, RequestFacts, Session, User};

use crate::hooks::Change;
use crate::options::OrganizationOptions;
use crate::organization::OrganizationId;
use crate::store::{
    InvitationStore, MemberStore, OrganizationRoleStore, OrganizationStore, TeamStore,
};

pub use invitations::Invite;
pub use rights::Standing;

/// Organizations, their members and invitations. A cheap handle;
/// `BetterAuth::plugin::<OrganizationPlugin>()` hands it out.
///
/// Methods that take a [`Caller`] look at the caller's rights.
#[derive(Debug, Clone)]
pub struct Organizations {
    pub(crate) auth: Auth,
    pub(crate) organizations: Arc<dyn OrganizationStore>,
    pub(crate) members: Arc<dyn MemberStore>,
    pub(crate) invitations: Arc<dyn InvitationStore>,
    pub(crate) roles: Arc<dyn OrganizationRoleStore>,
    pub(crate) teams: Arc<dyn TeamStore>,
    pub(crate) access: Arc<AccessControl>,
    pub(crate) options: Arc<OrganizationOptions>,
}

impl FromRef<Organizations> for Auth {
    fn from_ref(service: &Organizations) -> Self {
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

impl Organizations {
    /// An event that the caller brought about.
    fn event<'a>(
        &self,
        kind: EventKind,
        caller: Caller<'_>,
        organization: impl Into<Option<&'a OrganizationId>>,
    ) -> Event {
        let event = self.auth.event(kind, caller.request).actor(&caller.user.id);
        match organization.into() {
            Some(id) => event.object(id),
            None => event,
        }
    }

    /// Asks the application.
    async fn before(&self, change: &Change<'_>, by: Option<&User>) -> Result<(), ApiError> {
        for hooks in &self.options.hooks {
            hooks.before(change, by).await?;
        }
        Ok(())
    }

    /// Tells the application.
    async fn after(&self, change: &Change<'_>, by: Option<&User>) {
        for hooks in &self.options.hooks {
            hooks.after(change, by).await;
        }
    }
}
