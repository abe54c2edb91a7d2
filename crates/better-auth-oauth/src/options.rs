//! The options, each with its default and the reason for it.

use std::collections::{BTreeMap, BTreeSet};

use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::redirect::RedirectTarget;

/// Whether a provider makes new accounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignUps {
    /// Whoever signs in for the first time gets an account. Default.
    #[default]
    Allowed,
    /// Only where the request says `requestSignUp: true`: a page for signing in makes no account by
    /// accident.
    OnRequest,
    /// Never: accounts come from elsewhere.
    Never,
}

/// Options of the plugin.
///
/// ```
/// use better_auth_oauth::{OAuthOptions, SignUps};
/// let options = OAuthOptions::default()
///     .trusted_provider("company")
///     .sign_ups_by("github", SignUps::OnRequest);
/// ```
#[derive(Debug, Clone)]
pub struct OAuthOptions {
    pub(crate) trusted: BTreeSet<String>,
    pub(crate) linking: bool,
    pub(crate) implicit_linking: bool,
    pub(crate) different_emails: bool,
    pub(crate) update_on_link: bool,
    pub(crate) update_on_sign_in: bool,
    pub(crate) verified_email: bool,
    pub(crate) sign_ups: SignUps,
    pub(crate) sign_ups_by: BTreeMap<String, SignUps>,
    pub(crate) error_page: Option<String>,
    pub(crate) second_factor_page: Option<String>,
}

impl Default for OAuthOptions {
    fn default() -> Self {
        Self {
            trusted: BTreeSet::new(),
            linking: true,
            implicit_linking: true,
            different_emails: false,
            update_on_link: false,
            update_on_sign_in: false,
            verified_email: false,
            sign_ups: SignUps::default(),
            sign_ups_by: BTreeMap::new(),
            error_page: None,
            second_factor_page: None,
        }
    }
}

impl OAuthOptions {
    /// A provider whose word on an address counts although it does not say that it verified it:
    /// one that is your own. May be called several times. Default none. Whoever can make an account
    /// there with the address of somebody else gets into that person's account here.
    #[must_use]
    pub fn trusted_provider(mut self, id: impl Into<String>) -> Self {
        self.trusted.insert(id.into());
        self
    }

    /// Whether an account here can have accounts at providers linked to it. Default true.
    #[must_use]
    pub fn linking(mut self, on: bool) -> Self {
        self.linking = on;
        self
    }

    /// Whether a sign-in links by itself, where the address is proven on both sides. Default true;
    /// with false people link in their settings.
    #[must_use]
    pub fn implicit_linking(mut self, on: bool) -> Self {
        self.implicit_linking = on;
        self
    }

    /// Whether somebody who is signed in may link an account with another address. Default false:
    /// the account here would open with an address that its owner does not see.
    #[must_use]
    pub fn different_emails(mut self, allowed: bool) -> Self {
        self.different_emails = allowed;
        self
    }

    /// Whether name and picture are taken over when an account is linked. Default false.
    #[must_use]
    pub fn update_user_on_link(mut self, on: bool) -> Self {
        self.update_on_link = on;
        self
    }

    /// Whether name and picture are taken over with each sign-in. The address is not: it moves by
    /// `/change-email` only. Default false, because people change them here.
    #[must_use]
    pub fn update_user_on_sign_in(mut self, on: bool) -> Self {
        self.update_on_sign_in = on;
        self
    }

    /// Whether only users with a proven address get a session. One whose provider does not vouch
    /// for the address gets a mail first, if the application sends such mails. Default false.
    #[must_use]
    pub fn require_verified_email(mut self, required: bool) -> Self {
        self.verified_email = required;
        self
    }

    /// Whether providers make new accounts. Default [`SignUps::Allowed`].
    #[must_use]
    pub fn sign_ups(mut self, sign_ups: SignUps) -> Self {
        self.sign_ups = sign_ups;
        self
    }

    /// Whether one provider makes new accounts; wins over [`sign_ups`](Self::sign_ups).
    #[must_use]
    pub fn sign_ups_by(mut self, provider: impl Into<String>, sign_ups: SignUps) -> Self {
        self.sign_ups_by.insert(provider.into(), sign_ups);
        self
    }

    /// Where the browser goes with `?error=…` when the request named no `errorCallbackURL`, or its
    /// state is unknown. Default: the page `/error` of the framework.
    #[must_use]
    pub fn error_page(mut self, target: impl Into<String>) -> Self {
        self.error_page = Some(target.into());
        self
    }

    /// Where the browser goes with `?twoFactorRedirect=true` when a second factor is asked for.
    /// Default: the `callbackURL` of the request.
    #[must_use]
    pub fn second_factor_page(mut self, target: impl Into<String>) -> Self {
        self.second_factor_page = Some(target.into());
        self
    }

    pub(crate) fn may_sign_up(&self, provider: &str, requested: bool) -> bool {
        match self.sign_ups_by.get(provider).unwrap_or(&self.sign_ups) {
            SignUps::Allowed => true,
            SignUps::OnRequest => requested,
            SignUps::Never => false,
        }
    }

    pub(crate) fn check(&self, settings: &Settings, ids: &[&str]) -> Result<(), ConfigError> {
        let named = [
            ("oauth.trusted_provider", self.trusted.iter().collect::<Vec<_>>()),
            ("oauth.sign_ups_by", self.sign_ups_by.keys().collect()),
        ];
        for (setting, named) in named {
            if let Some(unknown) = named.into_iter().find(|id| !ids.contains(&id.as_str())) {
                let remedy = format!("give the id of a provider in use, one of {ids:?}");
                return Err(ConfigError::new(setting, format!("{unknown:?} is none"), remedy));
            }
        }
        let pages = [
            ("oauth.error_page", &self.error_page),
            ("oauth.second_factor_page", &self.second_factor_page),
        ];
        for (setting, page) in pages {
            let Some(page) = page else { continue };
            if settings.check_redirect(&RedirectTarget::new(page.as_str())).is_none() {
                return Err(ConfigError::new(
                    setting,
                    format!("{page:?} is not on a trusted origin"),
                    "give a path, as /sign-in, or add its origin with `trusted_origin`",
                ));
            }
        }
        Ok(())
    }
}
