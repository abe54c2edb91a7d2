//! The plugin, and the table of contents of its routes.

use std::sync::Arc;

use better_auth_core::access::AccessControl;
use better_auth_core::api::{SessionField, UserField};
use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::migration::MigrationSet;
use better_auth_core::plugin::{Hooks, Service};
use better_auth_core::{Auth, ErrorCode, Mounted, Plugin};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error;
use crate::hooks::AdminHooks;
use crate::options::AdminOptions;
use crate::routes::{
    ban_user, create_user, get_user, has_permission, impersonate_user, list_user_sessions,
    list_users, remove_user, revoke_user_session, revoke_user_sessions, set_role,
    set_user_password, stop_impersonating, unban_user, update_user,
};
use crate::service::Admins;
use crate::store::AdminStore;

/// The tables that the plugin owns, and the indexes on core's that its lists need.
const MIGRATIONS: MigrationSet =
    better_auth_core::migrations!("admin", "0001_create", "0002_index_users");

/// Lets administrators look after the users of the application.
#[derive(Debug, Clone, Default)]
pub struct AdminPlugin {
    options: Arc<AdminOptions>,
}

impl AdminPlugin {
    /// With the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other options.
    pub fn with(options: AdminOptions) -> Self {
        Self { options: Arc::new(options) }
    }

    /// A role that can not be is refused by [`check`](Plugin::check); nobody gets here with one.
    fn access(&self) -> Arc<AccessControl> {
        Arc::new(self.options.access().unwrap_or_default())
    }
}

impl Service for AdminPlugin {
    type Handle = Admins;
}

impl<A: AdminStore> Plugin<A> for AdminPlugin {
    fn name(&self) -> &'static str {
        "admin"
    }

    fn check(&self, _settings: &Settings) -> Result<(), ConfigError> {
        self.options.check()
    }

    fn migrations(&self) -> Option<MigrationSet> {
        Some(MIGRATIONS)
    }

    fn hooks(&self, adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        let first_admin = self.options.first_address();
        Some(Arc::new(AdminHooks { store: adapter.clone(), first_admin }))
    }

    fn open_to_impersonation(&self) -> &'static [&'static str] {
        &["/admin/stop-impersonating", "/admin/has-permission"]
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn user_fields(&self) -> &'static [UserField] {
        &[UserField::Admin]
    }

    fn session_fields(&self) -> &'static [SessionField] {
        &[SessionField::Impersonation]
    }

    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted {
        let service = Admins {
            auth: auth.clone(),
            store: adapter.clone(),
            access: self.access(),
            options: self.options.clone(),
        };
        let router = OpenApiRouter::new()
            .routes(routes!(list_users::list_users))
            .routes(routes!(get_user::get_user))
            .routes(routes!(create_user::create_user))
            .routes(routes!(update_user::update_user))
            .routes(routes!(set_role::set_role))
            .routes(routes!(ban_user::ban_user))
            .routes(routes!(unban_user::unban_user))
            .routes(routes!(impersonate_user::impersonate_user))
            .routes(routes!(stop_impersonating::stop_impersonating))
            .routes(routes!(list_user_sessions::list_user_sessions))
            .routes(routes!(revoke_user_session::revoke_user_session))
            .routes(routes!(revoke_user_sessions::revoke_user_sessions))
            .routes(routes!(remove_user::remove_user))
            .routes(routes!(set_user_password::set_user_password))
            .routes(routes!(has_permission::has_permission));
        Mounted::routes(router.with_state(service.clone())).with_service::<Self>(service)
    }
}
