use std::time::Duration;

use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::redirect::RedirectTarget;

/// What [`PasswordManagementPlugin`](crate::PasswordManagementPlugin) does; every option has a
/// default.
#[derive(Debug, Clone)]
pub struct PasswordManagementOptions {
    pub(crate) reset_link_life: Duration,
    pub(crate) reset_page: String,
    pub(crate) keep_sessions: bool,
    pub(crate) notify: bool,
}

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Default for PasswordManagementOptions {
    fn default() -> Self {
        Self {
            reset_link_life: Duration::from_secs(60 * 60),
            reset_page: "/reset-password".to_owned(),
            keep_sessions: false,
            notify: true,
        }
    }
}

impl PasswordManagementOptions {
    /// How long the link to a new password works. At least a minute, and at most a day, the time
    /// for which a mail is tried. Default 1 hour: mails may take a while, and a link that waits in
    /// a mailbox is a key that lies about.
    #[must_use]
    pub fn reset_link_life(mut self, life: Duration) -> Self {
        self.reset_link_life = life;
        self
    }

    /// The page of the application on which people choose their new password, for clients that
    /// ask for a link without saying where it leads (`redirectTo`): a path of the application, or
    /// a URL of a trusted origin. It gets `?token=`, or `?error=INVALID_TOKEN`. Default
    /// `/reset-password`.
    #[must_use]
    pub fn reset_page(mut self, page: impl Into<String>) -> Self {
        self.reset_page = page.into();
        self
    }

    /// Whether the sessions of a user stay when a forgotten password is replaced. Default false:
    /// people also reset their password because somebody else is signed in to their account
    /// (OWASP ASVS 7.4.3).
    #[must_use]
    pub fn keep_sessions(mut self, keep: bool) -> Self {
        self.keep_sessions = keep;
        self
    }

    /// Whether people get a notice by mail when their password was changed, set or reset, as far
    /// as the application sends mail. Default true (OWASP ASVS 6.3.7).
    #[must_use]
    pub fn notify(mut self, notify: bool) -> Self {
        self.notify = notify;
        self
    }

    pub(crate) fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        let life = self.reset_link_life;
        if !(MINUTE..=DAY).contains(&life) {
            return Err(ConfigError::new(
                "reset_link_life",
                format!("{life:?} is too short for a mail, or too long for a credential in one"),
                "give at least a minute and at most a day, as the default hour",
            ));
        }
        let page = RedirectTarget::new(self.reset_page.as_str());
        if settings.check_redirect(&page).is_none() {
            return Err(ConfigError::new(
                "reset_page",
                format!("{:?} is no path, and no URL of a trusted origin", self.reset_page),
                "give a page of the application, as `/reset-password`",
            ));
        }
        Ok(())
    }
}
