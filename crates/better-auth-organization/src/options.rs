//! The options, each with its default and the reason for it.

mod extras;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use better_auth_core::User;
use better_auth_core::access::{AccessControl, Action, Role, UndeclaredAction};
use better_auth_core::config::{ConfigError, Settings};

use crate::hooks::OrganizationHooks;
use crate::invitation::InvitationId;
use crate::permission;
use crate::store::SoleOwner;

type MayCreate = Arc<dyn Fn(&User) -> bool + Send + Sync>;

/// Options of the plugin. `OrganizationOptions::default()` is what most applications want.
#[derive(Clone)]
#[non_exhaustive]
pub struct OrganizationOptions {
    pub(crate) statements: Vec<Action>,
    pub(crate) roles: Vec<Role>,
    pub(crate) may_create: MayCreate,
    pub(crate) max_organizations: Option<u32>,
    pub(crate) max_members: Option<u32>,
    pub(crate) max_invitations: Option<u32>,
    pub(crate) invitation_life: Duration,
    pub(crate) invitation_page: String,
    pub(crate) require_verified_address: bool,
    pub(crate) replace_pending_invitations: bool,
    pub(crate) deletion: bool,
    pub(crate) sole_owner: SoleOwner,
    pub(crate) hooks: Vec<Arc<dyn OrganizationHooks>>,
    pub(crate) dynamic_roles: bool,
    pub(crate) max_roles: Option<u32>,
    pub(crate) teams: bool,
    pub(crate) max_teams: Option<u32>,
    pub(crate) max_team_members: Option<u32>,
    pub(crate) default_team: bool,
    pub(crate) remove_all_teams: bool,
}

impl Default for OrganizationOptions {
    fn default() -> Self {
        Self {
            statements: Vec::new(),
            roles: Vec::new(),
            may_create: Arc::new(|_| true),
            max_organizations: Some(100),
            max_members: Some(100),
            max_invitations: Some(100),
            invitation_life: Duration::from_secs(48 * 60 * 60),
            invitation_page: "/accept-invitation/{id}".to_owned(),
            require_verified_address: true,
            replace_pending_invitations: false,
            deletion: true,
            sole_owner: SoleOwner::Refuse,
            hooks: Vec::new(),
            dynamic_roles: false,
            max_roles: Some(100),
            teams: false,
            max_teams: Some(100),
            max_team_members: None,
            default_team: true,
            remove_all_teams: false,
        }
    }
}

impl OrganizationOptions {
    /// Declares what can be done with a kind of thing of the application, as
    /// [`statements!`](better_auth_core::statements) makes it: `.statements(invoice::ALL)`. An owner
    /// may do all of it, the other roles what they are given.
    #[must_use]
    pub fn statements(mut self, actions: &[Action]) -> Self {
        self.statements.extend_from_slice(actions);
        self
    }

    /// Declares a role, or one of [`permission::admin()`] and [`permission::member()`] anew.
    /// Default: `owner`, `admin` and `member`; an owner always may do everything.
    ///
    /// ```
    /// use better_auth_core::access::Role;
    /// use better_auth_organization::{OrganizationOptions, permission};
    ///
    /// better_auth_core::statements! {
    ///     /// Invoices.
    ///     pub invoice {
    ///         /// Reads one.
    ///         Read = "read",
    ///         /// Writes one.
    ///         Write = "write",
    ///     }
    /// }
    ///
    /// let options = OrganizationOptions::default()
    ///     .statements(invoice::ALL)
    ///     .role(permission::admin().can_all(invoice::ALL))
    ///     .role(Role::new("accountant").can(invoice::Read).can(invoice::Write));
    /// ```
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Who may create organizations. Default: everybody.
    #[must_use]
    pub fn may_create(mut self, may: impl Fn(&User) -> bool + Send + Sync + 'static) -> Self {
        self.may_create = Arc::new(may);
        self
    }

    /// Of how many organizations somebody may be a member to create one more; `None`: any number.
    /// Default 100: more than a person needs, few enough that nobody fills the database.
    #[must_use]
    pub fn max_organizations(mut self, max: impl Into<Option<u32>>) -> Self {
        self.max_organizations = max.into();
        self
    }

    /// How many members an organization may have; `None`: any number. Default 100.
    #[must_use]
    pub fn max_members(mut self, max: impl Into<Option<u32>>) -> Self {
        self.max_members = max.into();
        self
    }

    /// How many invitations of an organization may be pending; `None`: any number. Default 100:
    /// each is a mail to somebody who need not want it.
    #[must_use]
    pub fn max_invitations(mut self, max: impl Into<Option<u32>>) -> Self {
        self.max_invitations = max.into();
        self
    }

    /// How long an invitation can be accepted. Default 48 hours.
    #[must_use]
    pub fn invitation_life(mut self, life: Duration) -> Self {
        self.invitation_life = life;
        self
    }

    /// The page to which the mail leads, a path on the origin of the application or a whole URL;
    /// `{id}` stands for the invitation. Default `/accept-invitation/{id}`.
    #[must_use]
    pub fn invitation_page(mut self, page: impl Into<String>) -> Self {
        self.invitation_page = page.into();
        self
    }

    /// Whether an invitation can be read, accepted and rejected only by somebody who has proven
    /// that the invited address is theirs. Default true: otherwise whoever signs up first with the
    /// address, and learns of the invitation, is in.
    #[must_use]
    pub fn require_verified_address(mut self, require: bool) -> Self {
        self.require_verified_address = require;
        self
    }

    /// Whether a new invitation takes the place of one that is pending to the address. Default
    /// false: it is refused.
    #[must_use]
    pub fn replace_pending_invitations(mut self, replace: bool) -> Self {
        self.replace_pending_invitations = replace;
        self
    }

    /// Whether organizations can be deleted over HTTP. Default true.
    #[must_use]
    pub fn deletion(mut self, on: bool) -> Self {
        self.deletion = on;
        self
    }

    /// What happens to the organizations that somebody alone owns when their account is deleted.
    #[must_use]
    pub fn sole_owner(mut self, sole: SoleOwner) -> Self {
        self.sole_owner = sole;
        self
    }

    /// Asks and tells the application before and after each change. Several are asked in the order
    /// in which they were added.
    #[must_use]
    pub fn hooks(mut self, hooks: impl OrganizationHooks) -> Self {
        self.hooks.push(Arc::new(hooks));
        self
    }

    /// Every action and every role.
    pub(crate) fn access(&self) -> Result<AccessControl, UndeclaredAction> {
        let mut actions: Vec<Action> = permission::all().copied().collect();
        actions.extend_from_slice(&self.statements);
        let roles = [permission::admin(), permission::member()].into_iter();
        let owner = Role::new(permission::OWNER).can_all(&actions);
        AccessControl::new(&actions, roles.chain(self.roles.iter().cloned()).chain([owner]))
    }

    pub(crate) fn check(&self, _settings: &Settings) -> Result<(), ConfigError> {
        if let Err(undeclared) = self.access() {
            return Err(ConfigError::new(
                "organization.role",
                undeclared.to_string(),
                "declare it by `.statements(…)`, or give the role another name".to_owned(),
            ));
        }
        if !self.invitation_page.contains("{id}") {
            return Err(ConfigError::new(
                "organization.invitation_page",
                "the link would lead to no invitation".to_owned(),
                "give a path with {id} in it, as \"/accept-invitation/{id}\"".to_owned(),
            ));
        }
        Ok(())
    }

    /// The link of the mail.
    pub(crate) fn invitation_url(&self, settings: &Settings, id: &InvitationId) -> String {
        let page = self.invitation_page.replace("{id}", id.as_str());
        if page.starts_with('/') { settings.base_url.origin() + &page } else { page }
    }
}

impl fmt::Debug for OrganizationOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrganizationOptions")
            .field("statements", &self.statements)
            .field("roles", &self.roles)
            .field("max_organizations", &self.max_organizations)
            .field("max_members", &self.max_members)
            .field("max_invitations", &self.max_invitations)
            .field("sole_owner", &self.sole_owner)
            .field("dynamic_roles", &self.dynamic_roles)
            .field("teams", &self.teams)
            .finish_non_exhaustive()
    }
}
