use std::ops::RangeInclusive;
use std::time::Duration;

use better_auth_core::address::{AddressLink, LINK_LIFE};
use better_auth_core::redirect::SafeRedirect;

/// What [`EmailPasswordPlugin`](crate::EmailPasswordPlugin) does; every option has a default.
#[derive(Debug, Clone)]
pub struct EmailPasswordOptions {
    pub(crate) sign_up: bool,
    pub(crate) auto_sign_in: bool,
    pub(crate) require_email_verification: bool,
    pub(crate) usernames: Option<UsernameOptions>,
}

impl Default for EmailPasswordOptions {
    fn default() -> Self {
        Self {
            sign_up: true,
            auto_sign_in: true,
            require_email_verification: false,
            usernames: Some(UsernameOptions::default()),
        }
    }
}

impl EmailPasswordOptions {
    /// Whether strangers may make accounts. Default true.
    #[must_use]
    pub fn sign_up(mut self, on: bool) -> Self {
        self.sign_up = on;
        self
    }

    /// Whether a sign-up opens a session. Default true.
    #[must_use]
    pub fn auto_sign_in(mut self, on: bool) -> Self {
        self.auto_sign_in = on;
        self
    }

    /// Whether nobody gets a session by password before the address is verified. Needs
    /// [`EmailVerificationPlugin`](crate::EmailVerificationPlugin). A sign-up then opens no session
    /// but sends a link, and tells a taken address from a new one neither by its answer nor by its
    /// work; what the README says about later questions stays. Default false, so that an
    /// application without mail works.
    #[must_use]
    pub fn require_email_verification(mut self, on: bool) -> Self {
        self.require_email_verification = on;
        self
    }

    /// The rules of user names, or `None` to do without them. Default: on.
    #[must_use]
    pub fn usernames(mut self, usernames: impl Into<Option<UsernameOptions>>) -> Self {
        self.usernames = usernames.into();
        self
    }
}

/// What user names may be like.
#[derive(Debug, Clone)]
pub struct UsernameOptions {
    pub(crate) length: RangeInclusive<usize>,
}

impl Default for UsernameOptions {
    fn default() -> Self {
        Self { length: 3..=30 }
    }
}

impl UsernameOptions {
    /// How long user names are, in characters. Default 3 to 30; at most 64.
    #[must_use]
    pub fn length(mut self, length: RangeInclusive<usize>) -> Self {
        self.length = length;
        self
    }
}

/// How long links may live.
pub(crate) const LINK_LIVES: RangeInclusive<Duration> =
    Duration::from_secs(60)..=Duration::from_secs(30 * 24 * 3600);

/// What [`EmailVerificationPlugin`](crate::EmailVerificationPlugin) does; every option has a
/// default.
#[derive(Debug, Clone)]
pub struct EmailVerificationOptions {
    pub(crate) link_life: Duration,
    pub(crate) send_on_sign_up: bool,
    pub(crate) send_on_sign_in: bool,
    pub(crate) sign_in_after_verification: bool,
}

impl Default for EmailVerificationOptions {
    fn default() -> Self {
        Self {
            link_life: LINK_LIFE,
            send_on_sign_up: false,
            send_on_sign_in: true,
            sign_in_after_verification: false,
        }
    }
}

impl EmailVerificationOptions {
    /// How long a link that proves an address works. Default an hour; at least a minute, at most
    /// 30 days. The links of a change of address always work for an hour.
    #[must_use]
    pub fn link_life(mut self, life: Duration) -> Self {
        self.link_life = life;
        self
    }

    /// Whether a sign-up sends a link although the address need not be verified. Default false.
    /// Where it must be, a sign-up always does.
    #[must_use]
    pub fn send_on_sign_up(mut self, on: bool) -> Self {
        self.send_on_sign_up = on;
        self
    }

    /// Whether a sign-in with the right password that is refused because the address is not
    /// verified sends a new link, at most one in ten minutes. Default true: the first mail may be
    /// lost, and the person is at a loss.
    #[must_use]
    pub fn send_on_sign_in(mut self, on: bool) -> Self {
        self.send_on_sign_in = on;
        self
    }

    /// Whether the link that proves an address also signs in, where nobody is signed in. Bans and
    /// second factors hold as for every sign-in. Default false: such a link is a credential in a
    /// mailbox, and whoever gets a person to open one has that person work in an account of
    /// theirs without noticing (login CSRF).
    #[must_use]
    pub fn sign_in_after_verification(mut self, on: bool) -> Self {
        self.sign_in_after_verification = on;
        self
    }

    pub(crate) fn link<'a>(&self, callback: Option<&'a SafeRedirect>) -> AddressLink<'a> {
        AddressLink { callback, life: self.link_life }
    }
}
