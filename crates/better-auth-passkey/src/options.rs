use better_auth_core::config::{ConfigError, Settings};
use url::Url;

/// Whether the authenticator must verify its user, by a fingerprint or a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserVerification {
    /// Always. A passkey then is two factors in one: the thing, and what unlocks it.
    #[default]
    Required,
    /// Where the authenticator can. A sign-in without it is one factor, and is reported as
    /// `SignInMethod::Passkey { user_verified: false }`, so that a plugin can ask for a second.
    Preferred,
}

/// What [`PasskeyPlugin`](crate::PasskeyPlugin) does; every option has a default.
#[derive(Debug, Clone)]
pub struct PasskeyOptions {
    pub(crate) rp_id: Option<String>,
    pub(crate) rp_name: Option<String>,
    pub(crate) origins: Vec<String>,
    pub(crate) user_verification: UserVerification,
    pub(crate) sign_up: bool,
    pub(crate) max_per_user: u32,
}

impl Default for PasskeyOptions {
    fn default() -> Self {
        Self {
            rp_id: None,
            rp_name: None,
            origins: Vec::new(),
            user_verification: UserVerification::default(),
            sign_up: false,
            max_per_user: 50,
        }
    }
}

impl PasskeyOptions {
    /// The domain that passkeys are bound to (WebAuthn: RP ID). Default: the host of the base
    /// URL. A passkey works on this domain and its subdomains only, so it can not be changed
    /// later without losing every passkey.
    #[must_use]
    pub fn rp_id(mut self, domain: impl Into<String>) -> Self {
        self.rp_id = Some(domain.into());
        self
    }

    /// What the browser calls the site. Default: the name of the application.
    #[must_use]
    pub fn rp_name(mut self, name: impl Into<String>) -> Self {
        self.rp_name = Some(name.into());
        self
    }

    /// One more origin whose pages may use passkeys, exactly as browsers write it:
    /// `https://login.example.com`, or `android:apk-key-hash:…` for an application. The first
    /// call replaces the default, which is the origin of the base URL. What a request says about
    /// its origin is never believed.
    #[must_use]
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Whether the authenticator must verify its user. Default
    /// [`Required`](UserVerification::Required), as a passkey usually is all that is asked for.
    #[must_use]
    pub fn user_verification(mut self, policy: UserVerification) -> Self {
        self.user_verification = policy;
        self
    }

    /// Whether a stranger may make an account with a passkey and no password. Default false: the
    /// address is not proven, and the answer tells whether it has an account.
    #[must_use]
    pub fn sign_up(mut self, on: bool) -> Self {
        self.sign_up = on;
        self
    }

    /// How many passkeys one account may have. Default 50.
    #[must_use]
    pub fn max_per_user(mut self, max: u32) -> Self {
        self.max_per_user = max;
        self
    }

    pub(crate) fn effective_rp_id(&self, settings: &Settings) -> String {
        let host = || settings.base_url.url().host_str().unwrap_or_default().to_owned();
        self.rp_id.clone().unwrap_or_else(host)
    }

    pub(crate) fn effective_origins(&self, settings: &Settings) -> Vec<String> {
        if self.origins.is_empty() {
            return vec![settings.base_url.origin()];
        }
        self.origins.clone()
    }

    pub(crate) fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        let rp_id = self.effective_rp_id(settings);
        if Url::parse(&format!("https://{rp_id}"))
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            != Some(rp_id.clone())
        {
            return Err(ConfigError::new(
                "passkey.rp_id",
                format!("{rp_id:?} is no domain"),
                "give a domain in lower case without scheme and port, as example.com",
            ));
        }
        self.effective_origins(settings).iter().try_for_each(|origin| check_origin(origin, &rp_id))
    }
}

/// What native applications on Android are called by the system.
const ANDROID: &str = "android:apk-key-hash:";

fn check_origin(origin: &str, rp_id: &str) -> Result<(), ConfigError> {
    if origin.strip_prefix(ANDROID).is_some_and(|hash| !hash.is_empty()) {
        return Ok(());
    }
    let refused = |problem: &str| {
        Err(ConfigError::new(
            "passkey.origin",
            format!("{origin:?} {problem}"),
            format!("give the origin of a page on {rp_id} or below it, as https://{rp_id}"),
        ))
    };
    let Ok(url) = Url::parse(origin) else { return refused("is no origin") };
    if !matches!(url.scheme(), "http" | "https") || url.origin().ascii_serialization() != origin {
        return refused("is no origin");
    }
    let host = url.host_str().unwrap_or_default();
    if host.contains('*') {
        return refused("is a pattern");
    }
    let below = host.strip_suffix(rp_id).is_some_and(|rest| rest.ends_with('.'));
    if host != rp_id && !below {
        return refused("is not on the domain of the passkeys");
    }
    if !browsers_allow(&url) {
        tracing::warn!(
            origin,
            "browsers offer passkeys on https and on localhost only, and on no IP address"
        );
    }
    Ok(())
}

fn browsers_allow(url: &Url) -> bool {
    match url.domain() {
        Some(domain) => {
            url.scheme() == "https" || domain == "localhost" || domain.ends_with(".localhost")
        }
        None => false,
    }
}
