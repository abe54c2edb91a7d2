use std::ops::RangeInclusive;

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

    /// Whether nobody gets a session by password before the address is verified. A sign-up then
    /// opens no session, and tells a taken address from a new one neither by its answer nor by
    /// its time; what the README says about later questions stays. Default false, as a sign-up without a way to send mail would be a dead end.
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
