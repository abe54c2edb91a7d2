//! How sure it is who somebody is: by which means they proved it, and when.
//!
//! Every session carries it, so that an application can ask for more where more is at stake: a
//! recent sign-in ([`FreshSession`](crate::FreshSession)), a recent second factor
//! ([`RecentSecondFactor`](crate::RecentSecondFactor)), or what it likes ([`Assurance`] as an
//! argument of a handler). It never leaves the server by itself.
//!
//! The words are those of the claim `amr` (RFC 8176), where it has one.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::clock::Timestamp;
use crate::sign_in::SignInMethod;

/// A means by which somebody proved who they are: one word, as in the claim `amr`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Amr(Cow<'static, str>);

impl Amr {
    /// A password.
    pub const PASSWORD: Self = Self::new("pwd");
    /// A one-time code of an authenticator app.
    pub const OTP: Self = Self::new("otp");
    /// A key that an authenticator holds: a passkey.
    pub const KEY: Self = Self::new("hwk");
    /// The authenticator tested that its user is there and is the right one.
    pub const USER: Self = Self::new("user");
    /// Several factors. Said of every session that has a second one; never stored.
    pub const SEVERAL: Self = Self::new("mfa");
    /// An identity provider. RFC 8176 has no word for it.
    pub const FEDERATED: Self = Self::new("fed");
    /// A code that was mailed. RFC 8176 has no word for it.
    pub const MAILED_CODE: Self = Self::new("email");
    /// A backup code. RFC 8176 has no word for it.
    pub const BACKUP_CODE: Self = Self::new("backup");

    /// A word of a plugin's own: lower case, without spaces.
    pub const fn new(word: &'static str) -> Self {
        Self(Cow::Borrowed(word))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads words that stand in one text, with spaces between them.
    pub fn list(text: &str) -> Vec<Self> {
        text.split(' ').filter(|word| !word.is_empty()).map(Self::owned).collect()
    }

    /// The words in one text, with spaces between them.
    pub fn text(list: &[Self]) -> String {
        list.iter().map(Self::as_str).collect::<Vec<_>>().join(" ")
    }

    fn owned(word: &str) -> Self {
        Self(Cow::Owned(word.to_owned()))
    }
}

impl fmt::Debug for Amr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// By which means the user of a session proved who they are, and when.
///
/// As an argument of a handler it refuses requests without a session: 401.
///
/// ```
/// use better_auth_core::Assurance;
/// use better_auth_core::assurance::Amr;
///
/// async fn vault(assurance: Assurance) -> &'static str {
///     if assurance.has(&Amr::KEY) { "the inner vault" } else { "the outer vault" }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assurance {
    /// The means, each once, the first factor first.
    pub methods: Vec<Amr>,
    /// When the first factor was proven.
    pub authenticated_at: Timestamp,
    /// When a second factor was last proven. `None`: never in this session; a trusted device that
    /// was let through without one leaves `None`.
    pub second_factor_at: Option<Timestamp>,
}

impl Assurance {
    /// What one sign-in by that method proves.
    pub fn of(method: &SignInMethod, now: Timestamp) -> Self {
        let (methods, several) = match method {
            SignInMethod::Password | SignInMethod::SignUp => (vec![Amr::PASSWORD], false),
            SignInMethod::Federated(_) => (vec![Amr::FEDERATED], false),
            SignInMethod::Passkey { user_verified: false } => (vec![Amr::KEY], false),
            // The key, and what unlocked it (NIST SP 800-63B-4 section 3.1.7).
            SignInMethod::Passkey { user_verified: true } => (vec![Amr::KEY, Amr::USER], true),
            SignInMethod::Other(name) => (vec![Amr::new(name)], false),
        };
        Self { methods, authenticated_at: now, second_factor_at: several.then_some(now) }
    }

    /// The same, after a second factor was proven.
    #[must_use]
    pub fn with_second_factor(
        mut self,
        means: impl IntoIterator<Item = Amr>,
        at: Timestamp,
    ) -> Self {
        self.add(means);
        self.second_factor_at = Some(at);
        self
    }

    /// The same, after the first factor was proven again.
    #[must_use]
    pub fn proven_again(mut self, means: Amr, at: Timestamp) -> Self {
        self.add([means]);
        self.authenticated_at = at;
        self
    }

    /// Whether that means was used.
    pub fn has(&self, means: &Amr) -> bool {
        self.amr().any(|used| used == means)
    }

    /// The claim `amr`: the means, and `mfa` if there were several factors.
    pub fn amr(&self) -> impl Iterator<Item = &Amr> {
        const SEVERAL: &Amr = &Amr::SEVERAL;
        self.methods.iter().chain(self.second_factor_at.map(|_| SEVERAL))
    }

    /// Whether a second factor was proven at most so long ago.
    pub fn second_factor_within(&self, age: Duration, now: Timestamp) -> bool {
        self.second_factor_at.is_some_and(|at| now.since(at) < age)
    }

    fn add(&mut self, means: impl IntoIterator<Item = Amr>) {
        for word in means {
            if !self.methods.contains(&word) {
                self.methods.push(word);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn words(assurance: &Assurance) -> String {
        assurance.amr().map(Amr::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_password_and_a_code_are_several_factors() {
        let assurance = Assurance::of(&SignInMethod::Password, at(1));
        assert_eq!(words(&assurance), "pwd");
        let assurance = assurance.with_second_factor([Amr::OTP], at(2));
        assert_eq!(words(&assurance), "pwd otp mfa");
        let again = assurance.clone().with_second_factor([Amr::OTP], at(9));
        assert_eq!(again.methods, assurance.methods, "each word stands once");
        assert_eq!(again.second_factor_at, Some(at(9)));
        assert_eq!(again.authenticated_at, at(1));
    }

    #[test]
    fn pky_19_a_passkey_is_two_factors_only_if_it_verified_its_user() {
        let one = Assurance::of(&SignInMethod::Passkey { user_verified: false }, at(1));
        let two = Assurance::of(&SignInMethod::Passkey { user_verified: true }, at(1));
        assert_eq!((words(&one).as_str(), words(&two).as_str()), ("hwk", "hwk user mfa"));
    }

    #[test]
    fn what_is_stored_is_read_back() {
        let list = [Amr::PASSWORD, Amr::OTP];
        assert_eq!(Amr::text(&list), "pwd otp");
        assert_eq!(Amr::list("pwd otp"), list);
        assert_eq!(Amr::list(""), []);
    }

    #[test]
    fn a_second_factor_gets_old() {
        let assurance = Assurance::of(&SignInMethod::Password, at(0));
        let minute = Duration::from_secs(60);
        assert!(!assurance.second_factor_within(minute, at(0)));
        let assurance = assurance.with_second_factor([Amr::OTP], at(100));
        assert!(assurance.second_factor_within(minute, at(159)));
        assert!(!assurance.second_factor_within(minute, at(160)));
    }
}
