//! The plugin, and the table of contents of its routes.

use std::sync::Arc;

use better_auth_core::access::AccessControl;
use better_auth_core::api::SessionField;
use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::migration::MigrationSet;
use better_auth_core::plugin::{Hooks, Service};
use better_auth_core::{Auth, ErrorCode, Mounted, Plugin};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answers::Answers;
use crate::deletion::DeletionHooks;
use crate::error;
use crate::options::OrganizationOptions;
use crate::routes::{
    accept_invitation, add_team_member, cancel_invitation, check_slug, create_organization,
    create_role, create_team, delete_organization, delete_role, get_active_member,
    get_active_member_role, get_full_organization, get_invitation, get_organization, get_role,
    has_permission, invite_member, leave_organization, list_invitations, list_members,
    list_organizations, list_roles, list_team_members, list_teams, list_user_invitations,
    list_user_teams, reject_invitation, remove_member, remove_team, remove_team_member,
    set_active_organization, set_active_team, update_member_role, update_organization, update_role,
    update_team,
};
use crate::service::Organizations;
use crate::store::OrganizationsStore;

/// The tables that the plugin owns.
const MIGRATIONS: MigrationSet = better_auth_core::migrations!("organization", "0001_create");

/// Lets people work together: organizations, members with roles, invitations.
#[derive(Debug, Clone, Default)]
pub struct OrganizationPlugin {
    options: Arc<OrganizationOptions>,
}

impl OrganizationPlugin {
    /// With the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other options.
    pub fn with(options: OrganizationOptions) -> Self {
        Self { options: Arc::new(options) }
    }

    pub(crate) fn service<A: OrganizationsStore>(
        &self,
        auth: &Auth,
        adapter: &Arc<A>,
    ) -> Organizations {
        Organizations {
            auth: auth.clone(),
            organizations: adapter.clone(),
            members: adapter.clone(),
            invitations: adapter.clone(),
            roles: adapter.clone(),
            teams: adapter.clone(),
            access: self.access(),
            options: self.options.clone(),
        }
    }

    /// A role that can not be is refused by [`check`](Plugin::check); nobody gets here with one.
    fn access(&self) -> Arc<AccessControl> {
        Arc::new(self.options.access().unwrap_or_default())
    }
}

impl Service for OrganizationPlugin {
    type Handle = Organizations;
}

impl<A: OrganizationsStore> Plugin<A> for OrganizationPlugin {
    fn name(&self) -> &'static str {
        "organization"
    }

    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        self.options.check(settings)
    }

    fn migrations(&self) -> Option<MigrationSet> {
        Some(MIGRATIONS)
    }

    fn hooks(&self, adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        let deletion = DeletionHooks { store: adapter.clone(), sole: self.options.sole_owner };
        let (plugin, adapter) = (self.clone(), adapter.clone());
        Some(Arc::new(Answers { plugin, adapter, deletion }))
    }

    /// Looking, and choosing where: nothing that outlives the session.
    fn open_to_impersonation(&self) -> &'static [&'static str] {
        &[
            "/organization/list",
            "/organization/get-organization",
            "/organization/get-full-organization",
            "/organization/get-active-member",
            "/organization/get-active-member-role",
            "/organization/list-members",
            "/organization/list-invitations",
            "/organization/set-active",
            "/organization/has-permission",
        ]
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn session_fields(&self) -> &'static [SessionField] {
        if self.options.teams {
            &[SessionField::ActiveOrganization, SessionField::ActiveTeam]
        } else {
            &[SessionField::ActiveOrganization]
        }
    }

    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted {
        let service = self.service(auth, adapter);
        let router = OpenApiRouter::new()
            .routes(routes!(create_organization::create_organization))
            .routes(routes!(update_organization::update_organization))
            .routes(routes!(delete_organization::delete_organization))
            .routes(routes!(list_organizations::list_organizations))
            .routes(routes!(get_organization::get_organization))
            .routes(routes!(get_full_organization::get_full_organization))
            .routes(routes!(check_slug::check_slug))
            .routes(routes!(set_active_organization::set_active_organization))
            .routes(routes!(leave_organization::leave_organization))
            .routes(routes!(get_active_member::get_active_member))
            .routes(routes!(get_active_member_role::get_active_member_role))
            .routes(routes!(list_members::list_members))
            .routes(routes!(remove_member::remove_member))
            .routes(routes!(update_member_role::update_member_role))
            .routes(routes!(invite_member::invite_member))
            .routes(routes!(get_invitation::get_invitation))
            .routes(routes!(list_invitations::list_invitations))
            .routes(routes!(list_user_invitations::list_user_invitations))
            .routes(routes!(accept_invitation::accept_invitation))
            .routes(routes!(reject_invitation::reject_invitation))
            .routes(routes!(cancel_invitation::cancel_invitation))
            .routes(routes!(has_permission::has_permission));
        let router = if self.options.dynamic_roles { router.merge(roles()) } else { router };
        let router = if self.options.teams { router.merge(teams()) } else { router };
        Mounted::routes(router.with_state(service.clone())).with_service::<Self>(service)
    }
}

/// The routes of the roles that organizations declare for themselves.
fn roles() -> OpenApiRouter<Organizations> {
    OpenApiRouter::new()
        .routes(routes!(create_role::create_role))
        .routes(routes!(update_role::update_role))
        .routes(routes!(delete_role::delete_role))
        .routes(routes!(list_roles::list_roles))
        .routes(routes!(get_role::get_role))
}

/// The routes of teams.
fn teams() -> OpenApiRouter<Organizations> {
    OpenApiRouter::new()
        .routes(routes!(create_team::create_team))
        .routes(routes!(update_team::update_team))
        .routes(routes!(remove_team::remove_team))
        .routes(routes!(list_teams::list_teams))
        .routes(routes!(set_active_team::set_active_team))
        .routes(routes!(list_user_teams::list_user_teams))
        .routes(routes!(list_team_members::list_team_members))
        .routes(routes!(add_team_member::add_team_member))
        .routes(routes!(remove_team_member::remove_team_member))
}
