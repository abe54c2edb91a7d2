use std::sync::Arc;
use std::time::Duration;

use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::plugin::{Mounted, Plugin};
use better_auth_core::{Auth, ErrorCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::change_email::{ChangeEmail, EmailChanges};
use crate::error;
use crate::routes::{
    change_email, delete_user, get_session, list_accounts, list_sessions, revoke_other_sessions,
    revoke_session, revoke_sessions, sign_out, unlink_account, update_user,
};

/// Reads, lists and ends the sessions of the person who asks.
///
/// Server code that ends sessions by itself calls [`Auth::end_session`] and
/// [`Auth::end_sessions`].
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionManagementPlugin;

impl SessionManagementPlugin {
    /// There is nothing to choose here: how long sessions live is a setting of core
    /// ([`SessionOptions`](better_auth_core::config::SessionOptions)).
    pub fn new() -> Self {
        Self
    }
}

impl<A> Plugin<A> for SessionManagementPlugin {
    fn name(&self) -> &'static str {
        "session-management"
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let router = OpenApiRouter::new()
            .routes(routes!(get_session::get_session))
            .routes(routes!(sign_out::sign_out))
            .routes(routes!(list_sessions::list_sessions))
            .routes(routes!(revoke_session::revoke_session))
            .routes(routes!(revoke_sessions::revoke_sessions))
            .routes(routes!(revoke_other_sessions::revoke_other_sessions));
        Mounted::routes(router.with_state(auth.clone()))
    }
}

/// Lists and removes the ways in of the person who asks.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccountManagementPlugin;

impl AccountManagementPlugin {
    /// There is nothing to choose here.
    pub fn new() -> Self {
        Self
    }
}

impl<A> Plugin<A> for AccountManagementPlugin {
    fn name(&self) -> &'static str {
        "account-management"
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let router = OpenApiRouter::new()
            .routes(routes!(list_accounts::list_accounts))
            .routes(routes!(unlink_account::unlink_account));
        Mounted::routes(router.with_state(auth.clone()))
    }
}

/// Lets people change their profile and their address, and delete their account.
///
/// Server code does the same by [`Auth::update_user`] and [`Auth::delete_user`].
#[derive(Debug, Clone, Copy)]
pub struct UserManagementPlugin {
    change_email: ChangeEmail,
    delete_user: bool,
}

impl Default for UserManagementPlugin {
    fn default() -> Self {
        Self { change_email: ChangeEmail::default(), delete_user: true }
    }
}

impl UserManagementPlugin {
    /// With the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// How people move their account to another address. Default
    /// [`ChangeEmail::ConfirmAtCurrentAddress`]. Without `EmailVerificationPlugin` nobody can.
    #[must_use]
    pub fn change_email(mut self, how: ChangeEmail) -> Self {
        self.change_email = how;
        self
    }

    /// Whether people may delete their account themselves. Default true.
    #[must_use]
    pub fn delete_user(mut self, on: bool) -> Self {
        self.delete_user = on;
        self
    }
}

impl<A> Plugin<A> for UserManagementPlugin {
    fn name(&self) -> &'static str {
        "user-management"
    }

    /// Deleting takes the password, so it is as good for guessing as a sign-in.
    fn rate_rules(&self) -> Vec<RateRule> {
        vec![RateRule::new("/delete-user", 3, Duration::from_secs(10))]
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let mut router = OpenApiRouter::new().routes(routes!(update_user::update_user));
        if self.delete_user {
            router = router.routes(routes!(delete_user::delete_user));
        }
        let changes = EmailChanges { auth: auth.clone(), mode: self.change_email };
        let changing = OpenApiRouter::new().routes(routes!(change_email::change_email));
        Mounted::routes(router.with_state(auth.clone()).merge(changing.with_state(changes)))
    }
}
