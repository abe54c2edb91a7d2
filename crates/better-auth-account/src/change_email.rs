//! What `/change-email` asks for before an account moves to another address.

use axum::extract::FromRef;
use better_auth_core::{Auth, ErrorCode, User};

use crate::error::{CHANGE_EMAIL_DISABLED, VERIFICATION_EMAIL_NOT_ENABLED};

/// The plugin that opens the mailed links.
const OPENS_LINKS: &str = "email-verification";

/// How people move their account to another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChangeEmail {
    /// Not at all.
    Off,
    /// The address that the account has agrees by a link, then the new one proves itself by
    /// another. An address that was never proven is not asked; the session must be fresh then.
    /// Default: a stolen session does not suffice to take an account over.
    #[default]
    ConfirmAtCurrentAddress,
    /// The new address proves itself by a link; the old one is only told afterwards. The session
    /// must be fresh. For people who have lost their old mailbox.
    VerifyNewAddressOnly,
}

impl ChangeEmail {
    /// Whether the address of this user has to agree.
    pub(crate) fn asks_current_address(self, user: &User) -> bool {
        self == Self::ConfirmAtCurrentAddress && user.email_verified
    }
}

/// What the route needs to know.
#[derive(Debug, Clone)]
pub(crate) struct EmailChanges {
    pub(crate) auth: Auth,
    pub(crate) mode: ChangeEmail,
}

impl EmailChanges {
    /// Refuses if the application does not let people change their address.
    pub(crate) fn check_enabled(&self) -> Result<(), ErrorCode> {
        if self.mode == ChangeEmail::Off {
            return Err(CHANGE_EMAIL_DISABLED);
        }
        if !self.auth.settings().plugins.contains(&OPENS_LINKS) || !self.auth.sends_mail() {
            return Err(VERIFICATION_EMAIL_NOT_ENABLED);
        }
        Ok(())
    }
}

impl FromRef<EmailChanges> for Auth {
    fn from_ref(changes: &EmailChanges) -> Self {
        changes.auth.clone()
    }
}
