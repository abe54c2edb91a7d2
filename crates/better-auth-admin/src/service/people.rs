use better_auth_core::access::RoleList;
use better_auth_core::entity::{DEFAULT_ROLE, NewAccount, NewUser};
use better_auth_core::event::kinds::{USER_CREATED, USER_DELETED};
use better_auth_core::fields::AdditionalChanges;
use better_auth_core::password::About;
use better_auth_core::{AccountId, ApiError, Email, SecretString, Timestamp, User, UserId};

use super::{Admins, Caller};
use crate::error::{
    USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL, USER_NOT_FOUND,
    YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE, YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS,
    YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS, YOU_ARE_NOT_ALLOWED_TO_GET_USER,
    YOU_ARE_NOT_ALLOWED_TO_LIST_USERS, YOU_CANNOT_REMOVE_YOURSELF,
};
use crate::permission;
use crate::store::{NewPersonRows, UserPage, UserQuery};

/// Somebody to be made by an administrator; every part has been checked but the password.
#[derive(Debug)]
pub struct NewPerson<'a> {
    /// What they are called.
    pub name: String,
    /// The address.
    pub email: Email,
    /// Whether it counts as proven.
    pub email_verified: bool,
    /// A password; without one they come in by another way, or reset it.
    pub password: Option<&'a SecretString>,
    /// Their roles; `None`: that of everybody.
    pub roles: Option<&'a RoleList>,
    /// URL of a picture.
    pub image: Option<String>,
    /// The fields that the application declared; those that are read-only as well.
    pub additional: AdditionalChanges,
}

impl Admins {
    /// Lists users, page by page.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_LIST_USERS`].
    pub async fn list_users(
        &self,
        caller: Caller<'_>,
        query: &UserQuery,
    ) -> Result<UserPage, ApiError> {
        self.require(caller, permission::user::List, YOU_ARE_NOT_ALLOWED_TO_LIST_USERS)?;
        Ok(self.store.list_users(query).await?)
    }

    /// Reads a user.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_GET_USER`], `USER_NOT_FOUND`.
    pub async fn get_user(&self, caller: Caller<'_>, id: &UserId) -> Result<User, ApiError> {
        self.require(caller, permission::user::Get, YOU_ARE_NOT_ALLOWED_TO_GET_USER)?;
        self.find(id).await
    }

    /// Makes a user.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS`]; [`YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE`] for
    /// roles that the caller can not give; [`USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`]; what the
    /// policy says to the password.
    pub async fn create_user(
        &self,
        caller: Caller<'_>,
        person: NewPerson<'_>,
    ) -> Result<User, ApiError> {
        self.require(caller, permission::user::Create, YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS)?;
        if let Some(roles) = person.roles {
            self.check_roles(roles)?;
            let refusal = YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE;
            if roles.iter().any(|role| role != DEFAULT_ROLE) {
                self.require(caller, permission::user::SetRole, refusal)?;
            }
            self.require_grant(caller, roles, refusal)?;
        }
        self.make(person, caller).await
    }

    /// Makes a user, whoever asks.
    pub(super) async fn make(
        &self,
        person: NewPerson<'_>,
        caller: Caller<'_>,
    ) -> Result<User, ApiError> {
        let now = self.auth.now();
        let id = UserId::generate(self.auth.random())?;
        let role = match person.roles {
            Some(roles) => self.stored_role(roles)?,
            None => DEFAULT_ROLE.to_owned(),
        };
        let account = self.account(&person, &id, now).await?;
        let user = self.row(person, id, now)?;
        let event = self.event(USER_CREATED, caller, &user.id);
        let consequences = self.auth.consequences([event]);
        let (actor, account) = (caller.actor(), account.as_ref());
        let new = NewPersonRows { actor, user: &user, role: &role, account };
        let created = match self.store.create_person(new, &consequences).await {
            Err(error) if error.is_conflict_on("users_email_key") => {
                return Err(USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL.into());
            }
            created => created?.ok_or(YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS)?,
        };
        self.auth.announce(consequences);
        for hooks in self.auth.hooks() {
            hooks.user_created(&self.auth, &created).await?;
        }
        Ok(created)
    }

    async fn account(
        &self,
        person: &NewPerson<'_>,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Option<NewAccount>, ApiError> {
        let Some(typed) = person.password else { return Ok(None) };
        let about =
            About { name: Some(&person.name), email: Some(person.email.as_str()), username: None };
        let password = self.auth.accept_password(typed, &about).await?;
        let hash = self.auth.hasher().hash(password).await?;
        let id = AccountId::generate(self.auth.random())?;
        Ok(Some(NewAccount::credential(id, user.clone(), hash, now)))
    }

    fn row(&self, person: NewPerson<'_>, id: UserId, now: Timestamp) -> Result<NewUser, ApiError> {
        let declared = &self.auth.settings().user_fields;
        let mut additional = declared.defaults();
        declared.checked(person.additional)?.apply(&mut additional);
        Ok(NewUser {
            id,
            name: person.name,
            email: person.email,
            email_verified: person.email_verified,
            image: person.image,
            username: None,
            display_username: None,
            additional,
            created_at: now,
        })
    }

    /// Deletes a user and everything that is theirs, unless a plugin objects.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS`], also for a user with more rights than the caller;
    /// [`YOU_CANNOT_REMOVE_YOURSELF`]; `USER_NOT_FOUND`; the objection of a plugin.
    pub async fn remove_user(&self, caller: Caller<'_>, id: &UserId) -> Result<(), ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS;
        self.require(caller, permission::user::Delete, refusal)?;
        if caller.is(id) {
            return Err(YOU_CANNOT_REMOVE_YOURSELF.into());
        }
        let user = self.find(id).await?;
        self.require_over(caller, &user, refusal)?;
        let event = self.event(USER_DELETED, caller, id);
        let deleted = self.auth.delete_user_by(&user, event).await?;
        if deleted { Ok(()) } else { Err(USER_NOT_FOUND.into()) }
    }
}
