//! Opening links.

use super::claim::{Change, Claim};
use super::codes::{
    INVALID_TOKEN, INVALID_USER, TOKEN_ALREADY_USED, TOKEN_EXPIRED,
    USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL,
};
use super::{ADDRESS, AddressLink};
use crate::auth::Auth;
use crate::email::Email;
use crate::entity::{Proof, User, Verification};
use crate::error::{ApiError, codes};
use crate::event::kinds;
use crate::extract::RequestFacts;
use crate::mail::Message;
use crate::redirect::SafeRedirect;
use crate::store::EmailChange;
use crate::token::TokenHash;

/// What opening a link did.
#[derive(Debug)]
pub enum OpenedLink {
    /// It proved the address of this user.
    Verified(Box<User>),
    /// The address was proven already, by another link.
    VerifiedBefore,
    /// It agreed to a move; a mail is on its way to the new address.
    MoveConfirmed,
    /// It moved this user to the new address.
    Moved(Box<User>),
}

/// A link whose row was found, and which may still work.
struct Opening<'a> {
    hash: TokenHash,
    user: User,
    visitor: Option<&'a User>,
    callback: Option<&'a SafeRedirect>,
    request: &'a RequestFacts,
}

impl Opening<'_> {
    fn proof(&self) -> Proof<'_> {
        Proof { purpose: ADDRESS, token: &self.hash, user: Some(&self.user.id) }
    }

    /// A move is refused in the browser of somebody else.
    fn check_visitor(&self) -> Result<(), ApiError> {
        match self.visitor {
            Some(visitor) if visitor.id != self.user.id => Err(INVALID_USER.into()),
            _ => Ok(()),
        }
    }
}

impl Auth {
    /// Opens a link to `/verify-email`. `visitor` is who is signed in where it was opened, and
    /// `callback` where the next link of a move leads.
    ///
    /// # Errors
    /// [`INVALID_TOKEN`], [`TOKEN_EXPIRED`], [`TOKEN_ALREADY_USED`]; for a move [`INVALID_USER`],
    /// [`USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`] and `TOO_MANY_REQUESTS`, after which the link still
    /// works; a failure of a store or a plugin.
    pub async fn open_address_link(
        &self,
        token: &str,
        visitor: Option<&User>,
        callback: Option<&SafeRedirect>,
        request: &RequestFacts,
    ) -> Result<OpenedLink, ApiError> {
        let hash = TokenHash::of(token);
        let (row, user) = self.find_link(&hash).await?;
        let claim = Claim::of(&row.value)?;
        if self.problem(&row, &user, &claim).is_some() {
            // The link may have been opened between reading its row and reading its user.
            return Err(self.why_not(&hash).await?);
        }
        let opening = Opening { hash, user, visitor, callback, request };
        let opened = match claim {
            Claim::Verify { email } => self.verify_address(&opening, &email).await,
            Claim::ConfirmChange(change) => self.confirm_move(&opening, change).await,
            Claim::VerifyNew(change) => self.move_address(&opening, change).await,
        }?;
        match opened {
            Some(opened) => Ok(opened),
            // Somebody opened it at the same time, or the account moved. The row says which.
            None => Err(self.why_not(&opening.hash).await?),
        }
    }

    async fn find_link(&self, hash: &TokenHash) -> Result<(Verification, User), ApiError> {
        let row = self.verifications().find_verification(ADDRESS, hash).await?;
        let row = row.ok_or(INVALID_TOKEN)?;
        let user = match &row.user_id {
            Some(id) => self.users().find_user(id).await?,
            None => None,
        };
        Ok((row, user.ok_or(INVALID_TOKEN)?))
    }

    async fn why_not(&self, hash: &TokenHash) -> Result<ApiError, ApiError> {
        let (row, user) = self.find_link(hash).await?;
        let problem = self.problem(&row, &user, &Claim::of(&row.value)?);
        Ok(problem.unwrap_or_else(|| INVALID_TOKEN.into()))
    }

    /// Why a link does not work; as much as helps the person who was sent it.
    fn problem(&self, row: &Verification, user: &User, claim: &Claim) -> Option<ApiError> {
        let (now_at, then_at) = match claim {
            Claim::Verify { email } => (email, email),
            Claim::ConfirmChange(change) => (&change.from, &change.from),
            Claim::VerifyNew(change) => (&change.from, &change.to),
        };
        if row.consumed_at.is_some() {
            let done = user.email == *then_at && user.email_verified;
            return Some(if done { used(claim) } else { INVALID_TOKEN.into() });
        }
        if user.email != *now_at {
            return Some(INVALID_TOKEN.into());
        }
        (row.expires_at <= self.now()).then(|| TOKEN_EXPIRED.into())
    }

    async fn verify_address(
        &self,
        opening: &Opening<'_>,
        email: &Email,
    ) -> Result<Option<OpenedLink>, ApiError> {
        let now = self.now();
        if opening.user.email_verified {
            let nothing = self.consequences([]);
            let used = self.verifications();
            let used = used.consume_verification(opening.proof(), now, &nothing).await?;
            return Ok(used.map(|_| OpenedLink::VerifiedBefore));
        }
        let event = self.event(kinds::EMAIL_VERIFIED, opening.request).actor(&opening.user.id);
        let consequences = self.consequences([event]);
        let verified = self.users().verify_email(opening.proof(), email, now, &consequences);
        let Some(user) = verified.await? else { return Ok(None) };
        self.announce(consequences);
        for hooks in self.hooks() {
            hooks.user_updated(self, &user).await?;
        }
        Ok(Some(OpenedLink::Verified(Box::new(user))))
    }

    async fn confirm_move(
        &self,
        opening: &Opening<'_>,
        change: Change,
    ) -> Result<Option<OpenedLink>, ApiError> {
        opening.check_visitor()?;
        let recipient = self.owner_unless_taken(&opening.user, &change.to).await?;
        // Told, unlike elsewhere: the link stays unused, and works when there is room again. An
        // address that is taken has as much room as any other.
        let limit = self.settings().rate_limit.mail;
        if !self.may_mail("verify-new-email", &change.to, limit).await {
            return Err(ApiError::from(codes::TOO_MANY_REQUESTS).with_retry_after(limit.window));
        }
        let event = self.event(kinds::EMAIL_CHANGE_CONFIRMED, opening.request);
        let mut consequences = self.consequences([event.actor(&opening.user.id)]);
        let link = AddressLink::to(opening.callback);
        self.mail_new_address(&mut consequences, recipient, change, link)?;
        let tokens = self.verifications();
        let used = tokens.consume_verification(opening.proof(), self.now(), &consequences).await?;
        if used.is_none() {
            return Ok(None);
        }
        self.announce(consequences);
        Ok(Some(OpenedLink::MoveConfirmed))
    }

    async fn move_address(
        &self,
        opening: &Opening<'_>,
        change: Change,
    ) -> Result<Option<OpenedLink>, ApiError> {
        opening.check_visitor()?;
        let event = self.event(kinds::EMAIL_CHANGED, opening.request).actor(&opening.user.id);
        let mut consequences = self.consequences([event]);
        let told = Message::EmailChanged { new_email: change.to.clone() };
        self.notify(&mut consequences, &change.from, &told)?;
        let moved = EmailChange {
            proof: opening.proof(),
            from: &change.from,
            to: &change.to,
            keep: Some(&change.asked_by),
            now: self.now(),
        };
        let user = match self.users().change_email(moved, &consequences).await {
            Err(error) if error.is_conflict_on("users_email_key") => {
                return Err(USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL.into());
            }
            moved => moved?,
        };
        let Some(user) = user else { return Ok(None) };
        self.announce(consequences);
        for hooks in self.hooks() {
            hooks.user_updated(self, &user).await?;
            hooks.session_ended(self, &user.id, None).await?;
        }
        Ok(Some(OpenedLink::Moved(Box::new(user))))
    }
}

fn used(claim: &Claim) -> ApiError {
    let error = ApiError::from(TOKEN_ALREADY_USED);
    match claim {
        Claim::Verify { .. } | Claim::VerifyNew(_) => error,
        Claim::ConfirmChange(_) => error.with_message(
            "This link has been used already. Open the link in the mail to the new address.",
        ),
    }
}
