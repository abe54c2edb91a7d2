use std::sync::Arc;
use std::time::Duration;

use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::plugin::{Mounted, Plugin, Service};
use better_auth_core::{Auth, ErrorCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::change_email::{ChangeEmail, EmailChanges};
use crate::deletion::AccountDeletion;
use crate::error;
use crate::routes::{
    change_email, delete_user, delete_user_callback, get_session, list_accounts, list_sessions,
    revoke_other_sessions, revoke_session, revoke_sessions, sign_out, unlink_account,
    update_session, update_user,
};

/// Reads, lists, changes and ends the sessions of the person who asks.
///
/// Server code that ends sessions by itself calls [`Auth::end_session`] and
/// [`Auth::end_sessions`]; it sets declared fields by [`Auth::update_session`].
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

    fn error_codes(&self) -> &'static [ErrorCode] {
        &[error::FAILED_TO_GET_SESSION, error::NO_FIELDS_TO_UPDATE]
    }

    fn open_to_credentials(&self) -> &'static [&'static str] {
        &["/get-session"]
    }

    fn open_to_impersonation(&self) -> &'static [&'static str] {
        &["/get-session", "/sign-out", "/update-session"]
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let router = OpenApiRouter::new()
            .routes(routes!(get_session::get_session))
            .routes(routes!(sign_out::sign_out))
            .routes(routes!(list_sessions::list_sessions))
            .routes(routes!(revoke_session::revoke_session))
            .routes(routes!(revoke_sessions::revoke_sessions))
            .routes(routes!(revoke_other_sessions::revoke_other_sessions))
            .routes(routes!(update_session::update_session));
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
/// Server code does the same by [`Auth::update_user`], [`Auth::delete_user`] and
/// [`AccountDeletion`].
#[derive(Debug, Clone, Copy)]
pub struct UserManagementPlugin {
    change_email: ChangeEmail,
    delete_user: bool,
    confirm_deletion_by_mail: bool,
    deletion_link_life: Duration,
}

impl Default for UserManagementPlugin {
    fn default() -> Self {
        Self {
            change_email: ChangeEmail::default(),
            delete_user: true,
            confirm_deletion_by_mail: false,
            deletion_link_life: Duration::from_secs(24 * 60 * 60),
        }
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

    /// Whether each deletion must be confirmed by a link that is mailed to the owner. Needs a
    /// mailer. Default false: the password or a fresh session is enough, and the mail is offered to
    /// those who have neither.
    #[must_use]
    pub fn confirm_deletion_by_mail(mut self, on: bool) -> Self {
        self.confirm_deletion_by_mail = on;
        self
    }

    /// How long the mailed link works. Default 24 hours: a mail that is read the next day should
    /// do, and the link is worth nothing without the session of its owner.
    #[must_use]
    pub fn deletion_link_life(mut self, life: Duration) -> Self {
        self.deletion_link_life = life;
        self
    }
}

impl<A> Plugin<A> for UserManagementPlugin {
    fn name(&self) -> &'static str {
        "user-management"
    }

    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        if self.confirm_deletion_by_mail && !settings.sends_mail {
            return Err(ConfigError::new(
                "confirm_deletion_by_mail",
                "there is nobody who takes mails",
                "give a `mailer`, or false",
            ));
        }
        if self.deletion_link_life < Duration::from_secs(60) {
            return Err(ConfigError::new(
                "deletion_link_life",
                format!("{:?} is too short to read a mail", self.deletion_link_life),
                "give at least a minute, as the default 24 hours",
            ));
        }
        Ok(())
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        &[
            error::CHANGE_EMAIL_DISABLED,
            error::VERIFICATION_EMAIL_NOT_ENABLED,
            error::EMAIL_IS_THE_SAME,
            error::EMAIL_CAN_NOT_BE_UPDATED,
            error::NO_FIELDS_TO_UPDATE,
            error::SESSION_EXPIRED,
            error::INVALID_TOKEN,
            error::FAILED_TO_GET_USER_INFO,
        ]
    }

    /// Deleting takes the password, so it is as good for guessing as a sign-in.
    fn rate_rules(&self) -> Vec<RateRule> {
        vec![RateRule::new("/delete-user", 3, Duration::from_secs(10))]
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let router = OpenApiRouter::new().routes(routes!(update_user::update_user));
        let deletion = AccountDeletion {
            auth: auth.clone(),
            always_by_mail: self.confirm_deletion_by_mail,
            link_life: self.deletion_link_life,
        };
        let mut router = router.with_state(auth.clone());
        if self.delete_user {
            let deleting = OpenApiRouter::new()
                .routes(routes!(delete_user::delete_user))
                .routes(routes!(delete_user_callback::delete_user_callback));
            router = router.merge(deleting.with_state(deletion.clone()));
        }
        let changes = EmailChanges { auth: auth.clone(), mode: self.change_email };
        let changing = OpenApiRouter::new().routes(routes!(change_email::change_email));
        let router = router.merge(changing.with_state(changes));
        Mounted::routes(router).with_service::<Self>(deletion)
    }
}

impl Service for UserManagementPlugin {
    type Handle = AccountDeletion;
}
