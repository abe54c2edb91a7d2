//! Making links and the mails that carry them.

use std::time::Duration;

use super::claim::Claim;
use super::{ADDRESS, LINK_LIFE};
use crate::auth::Auth;
use crate::consequences::Consequences;
use crate::email::Email;
use crate::entity::User;
use crate::error::ApiError;
use crate::id::UserId;
use crate::mail::Message;
use crate::redirect::SafeRedirect;
use crate::token::OneTimeToken;

/// What a link is like.
#[derive(Debug, Clone, Copy)]
pub struct AddressLink<'a> {
    /// Where the browser goes after the link was opened; the root of the site if `None`.
    pub callback: Option<&'a SafeRedirect>,
    /// How long it works.
    pub life: Duration,
}

impl<'a> AddressLink<'a> {
    /// A link that works for [`LINK_LIFE`].
    pub fn to(callback: Option<&'a SafeRedirect>) -> Self {
        Self { callback, life: LINK_LIFE }
    }

    fn url(&self, auth: &Auth, token: &OneTimeToken) -> String {
        let callback = self.callback.map_or("/", SafeRedirect::as_str);
        let query = [("token", token.expose()), ("callbackURL", callback)];
        auth.settings().base_url.link("/verify-email", &query)
    }
}

/// Who gets a mail with a link.
#[derive(Clone, Copy)]
pub(super) enum Recipient<'a> {
    /// A user; the link works.
    User(&'a UserId),
    /// Nobody. The same work, for an address about which nothing must be told.
    Nobody,
}

impl Auth {
    /// Adds a link that proves the address of a user, and the mail that carries it.
    ///
    /// # Errors
    /// When the mail can not be written, or the application sends none.
    pub fn mail_verification(
        &self,
        consequences: &mut Consequences,
        user: &User,
        link: AddressLink<'_>,
    ) -> Result<(), ApiError> {
        let claim = Claim::Verify { email: user.email.clone() };
        let message = |url| Message::VerifyEmail { name: user.name.clone(), url };
        let recipient = Recipient::User(&user.id);
        self.mail_link(consequences, recipient, &user.email, &claim, link, message)
    }

    /// Adds what [`mail_verification`](Self::mail_verification) adds, for an address that has no
    /// account, or is proven already: a token of nobody, and a mail that nobody gets.
    ///
    /// # Errors
    /// As [`mail_verification`](Self::mail_verification).
    pub fn mail_verification_decoy(
        &self,
        consequences: &mut Consequences,
        to: &Email,
        link: AddressLink<'_>,
    ) -> Result<(), ApiError> {
        let claim = Claim::Verify { email: to.clone() };
        let message = |url| Message::VerifyEmail { name: String::new(), url };
        self.mail_link(consequences, Recipient::Nobody, to, &claim, link, message)
    }

    /// Adds as much as [`mail_verification`](Self::mail_verification) does, for a sign-up with an
    /// address that has an account: a token of nobody, and a mail that tells the owner; one that
    /// nobody gets if the owner has been told often enough.
    ///
    /// # Errors
    /// As [`mail_verification`](Self::mail_verification).
    pub fn mail_existing_owner(
        &self,
        consequences: &mut Consequences,
        owner: &Email,
        tell: bool,
        link: AddressLink<'_>,
    ) -> Result<(), ApiError> {
        let value = Claim::Verify { email: owner.clone() }.to_text()?;
        consequences.token(self.make_token(ADDRESS, None, value, link.life)?.1);
        let message = Message::SignUpWithExistingAddress;
        let mail =
            if tell { self.compose(owner, &message) } else { self.compose_decoy(owner, &message) };
        consequences.mail(mail?);
        Ok(())
    }

    pub(super) fn mail_link(
        &self,
        consequences: &mut Consequences,
        recipient: Recipient<'_>,
        to: &Email,
        claim: &Claim,
        link: AddressLink<'_>,
        message: impl FnOnce(String) -> Message,
    ) -> Result<(), ApiError> {
        let owner = match recipient {
            Recipient::User(id) => Some(id),
            Recipient::Nobody => None,
        };
        let (token, row) = self.make_token(ADDRESS, owner, claim.to_text()?, link.life)?;
        let message = message(link.url(self, &token));
        let mail = match recipient {
            Recipient::User(_) => self.compose(to, &message),
            Recipient::Nobody => self.compose_decoy(to, &message),
        };
        consequences.token(row);
        consequences.mail(mail?);
        Ok(())
    }
}
