//! Asking for a move to another address.

use super::AddressLink;
use super::claim::{Change, Claim};
use super::link::Recipient;
use crate::auth::Auth;
use crate::consequences::Consequences;
use crate::email::Email;
use crate::entity::{Session, User};
use crate::error::ApiError;
use crate::event::kinds;
use crate::extract::RequestFacts;
use crate::mail::Message;

/// A move that somebody who is signed in asks for.
#[derive(Debug)]
pub struct AddressMove<'a> {
    /// Whose account.
    pub user: &'a User,
    /// The session that asks; it stays when the others end.
    pub session: &'a Session,
    /// The new address.
    pub to: &'a Email,
    /// Whether the address that the account has must agree first.
    pub confirm: bool,
    /// What the links are like.
    pub link: AddressLink<'a>,
}

impl AddressMove<'_> {
    fn change(&self) -> Change {
        Change {
            from: self.user.email.clone(),
            to: self.to.clone(),
            asked_by: self.session.id.clone(),
        }
    }
}

impl Auth {
    /// Sends the first link of a move. Nothing about the account changes before it is opened. An
    /// address that is taken is answered as a free one, with the same work; when an address has
    /// been written to often enough, nothing is sent.
    ///
    /// # Errors
    /// When a store fails, or the application sends no mail.
    pub async fn request_address_move(
        &self,
        request: &RequestFacts,
        asked: AddressMove<'_>,
    ) -> Result<(), ApiError> {
        let event = self.event(kinds::EMAIL_CHANGE_REQUESTED, request);
        let event = event.actor(&asked.user.id).session(&asked.session.id);
        let mut consequences = self.consequences([event]);
        let limit = self.settings().rate_limit.mail;
        if asked.confirm {
            // Whether the new address is taken is not asked here: the mailbox that the person
            // already reads would tell.
            if self.may_mail("confirm-email-change", &asked.user.email, limit).await {
                self.mail_confirmation(&mut consequences, &asked)?;
            }
        } else {
            let recipient = self.owner_unless_taken(asked.user, asked.to).await?;
            if self.may_mail("verify-new-email", asked.to, limit).await {
                let change = asked.change();
                self.mail_new_address(&mut consequences, recipient, change, asked.link)?;
            }
        }
        Ok(self.record(consequences).await?)
    }

    /// Nobody, if the address is taken.
    pub(super) async fn owner_unless_taken<'u>(
        &self,
        user: &'u User,
        address: &Email,
    ) -> Result<Recipient<'u>, ApiError> {
        let taken = self.users().find_user_by_email(address).await?.is_some();
        Ok(if taken { Recipient::Nobody } else { Recipient::User(&user.id) })
    }

    fn mail_confirmation(
        &self,
        consequences: &mut Consequences,
        asked: &AddressMove<'_>,
    ) -> Result<(), ApiError> {
        let claim = Claim::ConfirmChange(asked.change());
        let message = |url| Message::ConfirmEmailChange { new_email: asked.to.clone(), url };
        let recipient = Recipient::User(&asked.user.id);
        self.mail_link(consequences, recipient, &asked.user.email, &claim, asked.link, message)
    }

    /// The mail that asks the new address.
    pub(super) fn mail_new_address(
        &self,
        consequences: &mut Consequences,
        recipient: Recipient<'_>,
        change: Change,
        link: AddressLink<'_>,
    ) -> Result<(), ApiError> {
        let to = change.to.clone();
        let claim = Claim::VerifyNew(change);
        self.mail_link(consequences, recipient, &to, &claim, link, |url| Message::VerifyNewEmail {
            url,
        })
    }
}
