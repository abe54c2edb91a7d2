//! What the plugin keeps in the database. Each method is a whole step of business: all of it
//! happens, or nothing.
//!
//! Whatever changes who is an administrator, or rests on who is, takes one lock first. So the last
//! administrator and the caller's own roles are still true when the change is written.

mod list;

#[cfg(feature = "diesel")]
mod diesel;

use std::fmt;

use async_trait::async_trait;
use better_auth_core::entity::{NewAccount, NewSession, NewUser, UserChanges};
use better_auth_core::password::PasswordHash;
use better_auth_core::store::{SessionKey, StoreResult};
use better_auth_core::{AccountId, Consequences, Email, SessionId, Timestamp, User, UserId};

pub use list::{
    After, Compare, FlagField, MAX_PAGE, MomentField, SearchField, SortValue, TextField, TextMatch,
    Total, UserFilter, UserPage, UserQuery, UserSearch, UserSort,
};

/// Who asks for a change, as they were when their rights were looked at. Where they have other
/// roles by the time of the change, or are shut out, nothing is changed.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// Who.
    pub user: &'a UserId,
    /// With which roles, as stored.
    pub role: &'a str,
}

impl<'a> Actor<'a> {
    /// A user as they were read.
    pub fn of(user: &'a User) -> Self {
        Self { user: &user.id, role: &user.role }
    }
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is made; the user as they are now.
    Done(Box<User>),
    /// There would be no administrator any more.
    LastAdmin,
    /// Who asks, or whom it is about, is gone or has other roles by now, or another address.
    Outdated,
}

/// What is to become different about a user: all of it, or nothing.
#[derive(Debug, Clone, Copy)]
pub struct PersonUpdate<'a> {
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// The user as they were when the change was judged.
    pub user: Actor<'a>,
    /// Other roles, as they are stored.
    pub role: Option<&'a str>,
    /// The address, or whether it is proven.
    pub address: Option<AddressSetting<'a>>,
    /// The profile.
    pub profile: &'a UserChanges,
    /// The moment of the change.
    pub now: Timestamp,
}

/// Another address for a user, or another word on the one they have.
#[derive(Debug, Clone, Copy)]
pub struct AddressSetting<'a> {
    /// The one that they had when the change was judged.
    pub from: &'a Email,
    /// The address; `None` leaves it as it is.
    pub email: Option<&'a Email>,
    /// Whether it is proven.
    pub verified: bool,
}

/// A user is to be shut out.
#[derive(Debug, Clone, Copy)]
pub struct Ban<'a> {
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// The user as they were when the ban was judged.
    pub user: Actor<'a>,
    /// Why.
    pub reason: &'a str,
    /// Until when; `None`: for good.
    pub expires_at: Option<Timestamp>,
    /// The moment of the ban.
    pub now: Timestamp,
}

/// Somebody who is made by an administrator.
#[derive(Debug)]
pub struct NewPersonRows<'a> {
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// The user.
    pub user: &'a NewUser,
    /// The roles, as they are stored.
    pub role: &'a str,
    /// A password, if they get one.
    pub account: Option<&'a NewAccount>,
}

/// Another password for a user.
#[derive(Debug)]
pub struct PasswordSetting<'a> {
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// The user as they were when the setting was judged.
    pub user: Actor<'a>,
    /// The id of the account, if the user has no password yet.
    pub account: AccountId,
    /// The hash.
    pub hash: &'a PasswordHash,
    /// The moment of the change.
    pub now: Timestamp,
}

/// Somebody wants to act in the name of a user.
#[derive(Debug)]
pub struct Impersonation<'a> {
    /// Who.
    pub actor: Actor<'a>,
    /// The user as they were when it was judged.
    pub user: Actor<'a>,
    /// The session.
    pub session: &'a NewSession,
    /// Why.
    pub reason: Option<&'a str>,
}

/// What became of an administrator whose account is about to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SteppedDown {
    /// They are none any more.
    Done,
    /// They were none.
    NoAdmin,
    /// They are the last one, and stay one.
    LastAdmin,
}

/// Users, as administrators see and change them.
#[async_trait]
pub trait AdminStore: fmt::Debug + Send + Sync + 'static {
    /// Lists users, page by page.
    async fn list_users(&self, query: &UserQuery) -> StoreResult<UserPage>;

    /// The session, and whose it is.
    async fn find_session_owner(
        &self,
        key: SessionKey<'_>,
    ) -> StoreResult<Option<(SessionId, UserId)>>;

    /// Inserts a user with roles, and a password if there is one. `None` if who asks may no longer.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](better_auth_core::store::StoreError::Conflict) on `users_email_key`.
    async fn create_person(
        &self,
        new: NewPersonRows<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>>;

    /// Changes a user. Other roles end the sessions in which they act in the name of others, or
    /// others in theirs; another address ends their sessions, sign-ins under way and mailed tokens. Of
    /// any number of administrators at once, one stays.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](better_auth_core::store::StoreError::Conflict) on `users_email_key`
    /// or `users_username_key`.
    async fn update_person(
        &self,
        update: PersonUpdate<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Changed>;

    /// Shuts a user out: the ban, the end of their sessions, of sign-ins under way and of mailed
    /// tokens. Of any number of administrators at once, one stays.
    async fn ban(&self, ban: Ban<'_>, consequences: &Consequences) -> StoreResult<Changed>;

    /// Lets a user in again. `None` if there is no such user, or who asks may no longer.
    async fn lift_ban(
        &self,
        actor: Option<Actor<'_>>,
        user: &UserId,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>>;

    /// Lets a user in again whose ban was over by then. Says whether it was.
    async fn lift_expired_ban(
        &self,
        user: &UserId,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Gives a user another password, and ends their sessions, sign-ins under way and mailed tokens.
    /// Says whether the user still has the roles, and who asks theirs.
    async fn set_password(
        &self,
        setting: PasswordSetting<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Opens a session in the name of a user, and writes down why. Says whether both still are who
    /// they were, and neither is shut out.
    async fn impersonate(
        &self,
        impersonation: Impersonation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Whether the user is the only administrator who is not shut out at that moment.
    async fn is_last_admin(&self, user: &UserId, now: Timestamp) -> StoreResult<bool>;

    /// Takes the role of an administrator from somebody whose account is about to be deleted. Of any
    /// number of administrators at once, one stays.
    async fn step_down(
        &self,
        user: &UserId,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<SteppedDown>;

    /// Makes a user an administrator if nobody is one. Says whether it did.
    async fn appoint_first(
        &self,
        user: &UserId,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool>;
}
