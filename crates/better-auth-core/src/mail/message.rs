//! What the framework says by mail.

use std::fmt;
use std::time::Duration;

use super::value;
use crate::email::Email;
use crate::entity::CREDENTIAL_PROVIDER;

/// What is to be said to somebody by mail.
///
/// The fields are as people wrote them; [`Message::values`] hands them out made safe.
#[derive(Clone)]
#[non_exhaustive]
pub enum Message {
    /// Somebody signed up: is the address theirs?
    VerifyEmail {
        /// The name of the person.
        name: String,
        /// Opens the confirmation.
        url: String,
    },
    /// Somebody asked to choose a new password.
    ResetPassword {
        /// The name of the person.
        name: String,
        /// Opens the form for the new password.
        url: String,
        /// How long the link works.
        expires_in: Duration,
    },
    /// To the address of the account: somebody signed in wants to move it to another address.
    ConfirmEmailChange {
        /// Where it is to go.
        new_email: Email,
        /// Agrees to it.
        url: String,
    },
    /// To the new address of an account: is it theirs?
    VerifyNewEmail {
        /// Opens the confirmation.
        url: String,
    },
    /// To the address that the account had: it has another one now.
    EmailChanged {
        /// The address it has now.
        new_email: Email,
    },
    /// The password was changed or reset.
    PasswordChanged,
    /// A second factor is asked for from now on, or none any more.
    SecondFactorChanged {
        /// Whether one is asked for.
        on: bool,
    },
    /// A passkey was added to the account, or removed from it.
    PasskeysChanged {
        /// Whether one was added.
        added: bool,
    },
    /// An account at a provider was linked, or a way to sign in removed.
    AccountsChanged {
        /// The id of the provider; `credential` is the password.
        provider: String,
        /// Whether it was linked.
        linked: bool,
    },
    /// Somebody signed in wants to delete the account.
    DeleteAccount {
        /// Deletes it.
        url: String,
    },
    /// A code to be typed in.
    OneTimeCode {
        /// The code. It stands alone on a line of the text.
        code: String,
        /// How long it works.
        expires_in: Duration,
    },
    /// Somebody is asked into an organization.
    Invitation {
        /// The name of the organization.
        organization: String,
        /// The name or address of who asks.
        inviter: String,
        /// Opens the invitation.
        url: String,
    },
    /// To the owner of an account: somebody tried to sign up with their address.
    SignUpWithExistingAddress,
}

impl Message {
    /// The kind, under which templates are kept: `verify-email`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify-email",
            Self::ResetPassword { .. } => "reset-password",
            Self::ConfirmEmailChange { .. } => "confirm-email-change",
            Self::VerifyNewEmail { .. } => "verify-new-email",
            Self::EmailChanged { .. } => "email-changed",
            Self::PasswordChanged => "password-changed",
            Self::SecondFactorChanged { .. } => "second-factor-changed",
            Self::PasskeysChanged { .. } => "passkeys-changed",
            Self::AccountsChanged { .. } => "accounts-changed",
            Self::DeleteAccount { .. } => "delete-account",
            Self::OneTimeCode { .. } => "one-time-code",
            Self::Invitation { .. } => "invitation",
            Self::SignUpWithExistingAddress => "sign-up-with-existing-address",
        }
    }

    /// What a template may insert, by name: one line each, without control characters and of a
    /// bounded length. Not escaped for HTML.
    ///
    /// `name` is empty where it looks like a link: whoever signs up with the address of another
    /// must not be able to send that person an advertisement.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let link = |url: &str| ("url", value::url(url));
        let expiry = |time: &Duration| ("expires_in", value::duration(*time));
        let address = |email: &Email| ("new_email", value::name(email.as_str()));
        match self {
            Self::VerifyEmail { name, url } => vec![("name", value::greeting(name)), link(url)],
            Self::ResetPassword { name, url, expires_in } => {
                vec![("name", value::greeting(name)), link(url), expiry(expires_in)]
            }
            Self::ConfirmEmailChange { new_email, url } => vec![address(new_email), link(url)],
            Self::EmailChanged { new_email } => vec![address(new_email)],
            Self::VerifyNewEmail { url } | Self::DeleteAccount { url } => vec![link(url)],
            Self::OneTimeCode { code, expires_in } => {
                vec![("code", value::name(code)), expiry(expires_in)]
            }
            Self::Invitation { organization, inviter, url } => vec![
                ("organization", value::name(organization)),
                ("inviter", value::name(inviter)),
                link(url),
            ],
            Self::SecondFactorChanged { on } => {
                vec![("state", if *on { "on" } else { "off" }.to_owned())]
            }
            Self::PasskeysChanged { added } => {
                vec![("change", if *added { "added" } else { "removed" }.to_owned())]
            }
            Self::AccountsChanged { provider, linked } => {
                let way = if provider == CREDENTIAL_PROVIDER { "a password" } else { provider };
                let change = if *linked { "added to" } else { "removed from" };
                vec![("way", way.to_owned()), ("change", change.to_owned())]
            }
            Self::PasswordChanged | Self::SignUpWithExistingAddress => Vec::new(),
        }
    }

    /// One message of each kind, for previews and for trying templates out.
    pub fn samples() -> Vec<Self> {
        let url = |path: &str| format!("https://app.example.com/auth/{path}");
        let new_email = Email::from_store("ada.king@example.com".to_owned());
        vec![
            Self::VerifyEmail {
                name: "Ada Lovelace".to_owned(),
                url: url("verify-email?token=verify_Xw7pQ2mVt5nB8cK1rL4sZ0yH3jG6dF9a"),
            },
            Self::ResetPassword {
                name: "Ada Lovelace".to_owned(),
                url: url("reset-password/reset_Hs3kT9vBq1xW6zN4mC7rJ2pL8yD5gF0a"),
                expires_in: Duration::from_secs(3_600),
            },
            Self::ConfirmEmailChange {
                new_email: new_email.clone(),
                url: url("verify-email?token=change_Qd8nM4xKv2cR7tB1wZ5yP9jL3hG6sF0a"),
            },
            Self::VerifyNewEmail {
                url: url("verify-email?token=verify_Vb6mN1cXz9kL4jH7gF2dS5aP8oI3uY0t"),
            },
            Self::EmailChanged { new_email },
            Self::PasswordChanged,
            Self::SecondFactorChanged { on: true },
            Self::PasskeysChanged { added: true },
            Self::AccountsChanged { provider: "google".to_owned(), linked: true },
            Self::DeleteAccount {
                url: url("delete-user/callback?token=delete_Rt5yU8iO2pA6sD9fG3hJ1kL4zX7cV0bN"),
            },
            Self::OneTimeCode { code: "493027".to_owned(), expires_in: Duration::from_secs(180) },
            Self::Invitation {
                organization: "Analytical Engines".to_owned(),
                inviter: "Charles Babbage".to_owned(),
                url: "https://app.example.com/accept-invitation/4fT8sQ1zLk6vB3nX".to_owned(),
            },
            Self::SignUpWithExistingAddress,
        ]
    }
}

/// Shows the kind; the rest may be a credential.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({})", self.kind())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_is_one_sample_of_each_kind() {
        let samples = Message::samples();
        let kinds: HashSet<_> = samples.iter().map(Message::kind).collect();
        assert_eq!((samples.len(), kinds.len()), (13, 13));
    }

    #[test]
    fn debug_shows_no_credential() {
        for message in Message::samples() {
            let shown = format!("{message:?}");
            assert_eq!(shown, format!("Message({})", message.kind()));
        }
    }

    #[test]
    fn values_are_single_lines() {
        let message = Message::Invitation {
            organization: "Evil\r\nBcc: victim@example.com".to_owned(),
            inviter: "Eve\u{202e}\nX".to_owned(),
            url: "https://a.example/\nb".to_owned(),
        };
        let expected = [
            ("organization", "Evil Bcc: victim@example.com"),
            ("inviter", "Eve X"),
            ("url", "https://a.example/b"),
        ];
        assert_eq!(message.values(), expected.map(|(name, value)| (name, value.to_owned())));
    }
}
