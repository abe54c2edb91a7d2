use better_auth_core::access::RoleList;
use better_auth_core::entity::UserChanges;
use better_auth_core::event::kinds::USER_UPDATED;
use better_auth_core::mail::Message;
use better_auth_core::store::StoreError;
use better_auth_core::{ApiError, Consequences, Email, ErrorCode, User, UserId};

use super::{Admins, Caller};
use crate::error::{
    NO_DATA_TO_UPDATE, USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL,
    YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL, YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS,
    YOU_CANNOT_REMOVE_THE_LAST_ADMIN,
};
use crate::store::{Actor, AddressSetting, Changed, PersonUpdate};
use crate::{kinds, permission};

/// What is to become different about a user.
#[derive(Debug, Default)]
pub struct PersonChanges {
    /// The profile.
    pub profile: UserChanges,
    /// Another address.
    pub email: Option<Email>,
    /// Whether the address is proven. Another address is not, unless this says so.
    pub email_verified: Option<bool>,
    /// Other roles.
    pub roles: Option<RoleList>,
}

impl PersonChanges {
    fn sets_address(&self) -> bool {
        self.email.is_some() || self.email_verified.is_some()
    }

    fn is_empty(&self) -> bool {
        self.profile.is_empty() && !self.sets_address() && self.roles.is_none()
    }
}

impl Admins {
    /// Changes a user: all of it, or nothing. Another address ends their sessions, and the old one is
    /// told.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS`], also for a user with more rights than the caller;
    /// [`YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL`]; those of [`set_role`](Self::set_role);
    /// `USER_NOT_FOUND`; [`NO_DATA_TO_UPDATE`]; [`USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`].
    pub async fn update_user(
        &self,
        caller: Caller<'_>,
        id: &UserId,
        changes: PersonChanges,
    ) -> Result<User, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS;
        self.require(caller, permission::user::Update, refusal)?;
        if changes.sets_address() {
            let refusal = YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL;
            self.require(caller, permission::user::SetEmail, refusal)?;
        }
        if changes.is_empty() {
            return Err(NO_DATA_TO_UPDATE.into());
        }
        let user = self.find(id).await?;
        self.require_over(caller, &user, refusal)?;
        self.change(caller, &user, changes, refusal).await
    }

    /// Writes the changes of a user of whom the caller may change them; the roles are judged here.
    pub(super) async fn change(
        &self,
        caller: Caller<'_>,
        user: &User,
        changes: PersonChanges,
        refusal: ErrorCode,
    ) -> Result<User, ApiError> {
        let roles = changes.roles.as_ref();
        let role = roles.map(|roles| self.given_role(caller, roles)).transpose()?;
        let profile = match changes.profile.is_empty() {
            true => UserChanges::default(),
            false => self.auth.accept_user_changes(user, changes.profile.clone()).await?,
        };
        let moves = changes.email.as_ref().filter(|email| **email != user.email);
        let address = changes.sets_address().then(|| AddressSetting {
            from: &user.email,
            email: changes.email.as_ref(),
            verified: changes.email_verified.unwrap_or(user.email_verified && moves.is_none()),
        });
        let update = PersonUpdate {
            actor: caller.actor(),
            user: Actor::of(user),
            role: role.as_deref(),
            address,
            profile: &profile,
            now: self.auth.now(),
        };
        let consequences = self.consequences_of(caller, user, &changes, moves)?;
        let changed = self.store.update_person(update, &consequences).await;
        let updated = match changed.map_err(|error| self.explain(error))? {
            Changed::Done(updated) => *updated,
            Changed::LastAdmin => return Err(YOU_CANNOT_REMOVE_THE_LAST_ADMIN.into()),
            Changed::Outdated => return Err(refusal.into()),
        };
        match moves {
            Some(_) => self.auth.announce_end(&user.id, consequences).await?,
            None => self.auth.announce(consequences),
        }
        self.auth.user_updated(&updated).await?;
        Ok(updated)
    }

    /// An event for each kind of change, and the notice to an address that is given up.
    fn consequences_of(
        &self,
        caller: Caller<'_>,
        user: &User,
        changes: &PersonChanges,
        moves: Option<&Email>,
    ) -> Result<Consequences, ApiError> {
        let happened = [
            (changes.roles.is_some(), kinds::ROLE_CHANGED),
            (changes.sets_address(), kinds::EMAIL_SET),
            (!changes.profile.is_empty(), USER_UPDATED),
        ];
        let kinds = happened.into_iter().filter(|(happened, _)| *happened).map(|(_, kind)| kind);
        let events = kinds.map(|kind| self.event(kind, caller, &user.id));
        let mut consequences = self.auth.consequences(events);
        if let Some(new_email) = moves.cloned() {
            let message = Message::EmailChanged { new_email };
            self.auth.notify(&mut consequences, &user.email, &message)?;
        }
        Ok(consequences)
    }

    fn explain(&self, error: StoreError) -> ApiError {
        match error.is_conflict_on("users_email_key") {
            true => USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL.into(),
            false => self.auth.explain(error),
        }
    }
}
