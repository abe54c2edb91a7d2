use better_auth_core::{ApiError, Timestamp, User, UserId};

use super::{Admins, Caller};
use crate::error::{
    YOU_ARE_NOT_ALLOWED_TO_BAN_USERS, YOU_CANNOT_BAN_YOURSELF, YOU_CANNOT_REMOVE_THE_LAST_ADMIN,
};
use crate::store::{Actor, Ban, Changed};
use crate::{kinds, permission};

/// How somebody is shut out.
#[derive(Debug, Clone, Copy, Default)]
pub struct UserBan<'a> {
    /// Why; `None`: "No reason".
    pub reason: Option<&'a str>,
    /// Until when; `None`: for good.
    pub until: Option<Timestamp>,
}

impl Admins {
    /// Shuts a user out, at once: their sessions, sign-ins under way and mailed links end, and none
    /// begins until the ban is lifted or over.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_BAN_USERS`], also for a user with more rights than the caller;
    /// [`YOU_CANNOT_BAN_YOURSELF`]; `USER_NOT_FOUND`; [`YOU_CANNOT_REMOVE_THE_LAST_ADMIN`].
    pub async fn ban(
        &self,
        caller: Caller<'_>,
        id: &UserId,
        ban: UserBan<'_>,
    ) -> Result<User, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_BAN_USERS;
        self.require(caller, permission::user::Ban, refusal)?;
        if caller.is(id) {
            return Err(YOU_CANNOT_BAN_YOURSELF.into());
        }
        let user = self.find(id).await?;
        self.require_over(caller, &user, refusal)?;
        let now = self.auth.now();
        let ban = Ban {
            actor: caller.actor(),
            user: Actor::of(&user),
            reason: ban.reason.unwrap_or("No reason"),
            expires_at: ban.until,
            now,
        };
        let consequences = self.auth.consequences([self.event(kinds::USER_BANNED, caller, id)]);
        match self.store.ban(ban, &consequences).await? {
            Changed::Done(user) => {
                self.auth.announce_end(id, consequences).await?;
                Ok(*user)
            }
            Changed::LastAdmin => Err(YOU_CANNOT_REMOVE_THE_LAST_ADMIN.into()),
            Changed::Outdated => Err(refusal.into()),
        }
    }

    /// Lets a user in again.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_BAN_USERS`], `USER_NOT_FOUND`.
    pub async fn unban(&self, caller: Caller<'_>, id: &UserId) -> Result<User, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_BAN_USERS;
        self.require(caller, permission::user::Ban, refusal)?;
        let user = self.find(id).await?;
        self.require_over(caller, &user, refusal)?;
        let consequences = self.auth.consequences([self.event(kinds::USER_UNBANNED, caller, id)]);
        let (actor, now) = (caller.actor(), self.auth.now());
        let lifted = self.store.lift_ban(actor, id, now, &consequences).await?;
        let user = lifted.ok_or(refusal)?;
        self.auth.announce(consequences);
        Ok(user)
    }
}
