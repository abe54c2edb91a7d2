//! What the plugin keeps in the database. Each method is a whole step of business: all of it
//! happens, or nothing.

#[cfg(feature = "diesel")]
mod diesel;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use better_auth_core::entity::{NewSession, Proof};
use better_auth_core::store::StoreResult;
use better_auth_core::token::TokenHash;
use better_auth_core::{Assurance, Consequences, SessionId, Timestamp, UserId, VerificationId};

use crate::backup_codes::{BackupCodeId, NewBackupCode};
use crate::trusted_device::{TrustedDevice, TrustedDeviceId};

/// The second factors of a user: one row at most.
#[derive(Debug, Clone)]
pub struct TwoFactor {
    /// Whose they are.
    pub user_id: UserId,
    /// The secret of the authenticator app, sealed.
    pub secret: Option<String>,
    /// Whether a code of the app was right once; before that it counts for nothing.
    pub confirmed: bool,
    /// Whether the person chose codes by mail.
    pub mailed_codes: bool,
}

impl TwoFactor {
    /// Whether there is an authenticator app that counts.
    pub fn has_app(&self) -> bool {
        self.confirmed && self.secret.is_some()
    }
}

/// The secret of an app that is being set up, and the backup codes that go with it.
#[derive(Debug)]
pub struct Enrolment<'a> {
    /// Who sets it up.
    pub user: &'a UserId,
    /// The secret, sealed.
    pub secret: &'a str,
    /// They take the place of all others.
    pub backup_codes: &'a [NewBackupCode],
    /// The moment.
    pub now: Timestamp,
}

/// Which second factor is switched on.
#[derive(Debug)]
pub enum Means<'a> {
    /// The app whose secret still is this one, by the code of this time step.
    App {
        /// The secret, sealed, as it was read.
        secret: &'a str,
        /// The step of the code that was right.
        step: i64,
    },
    /// Codes by mail, by a code if one was asked for.
    Mail(Option<Proof<'a>>),
}

/// A second factor is asked for from now on.
#[derive(Debug)]
pub struct Enabling<'a> {
    /// Which one.
    pub means: Means<'a>,
    /// Takes the place of all sessions of the user.
    pub session: &'a NewSession,
    /// The moment.
    pub now: Timestamp,
}

/// No second factor is asked for any more.
#[derive(Debug)]
pub struct Disabling<'a> {
    /// Takes the place of all sessions of the user.
    pub session: &'a NewSession,
    /// The moment.
    pub now: Timestamp,
}

/// A guess that is about to be made.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// At whose factor.
    pub user: &'a UserId,
    /// What has a number of guesses of its own: a pending sign-in, a mailed code.
    pub token: Option<&'a VerificationId>,
    /// How many.
    pub max: u32,
    /// How many wrong ones in a row the user has, over everything.
    pub max_failures: u32,
    /// How long no guess is made after that.
    pub lock: Duration,
    /// The moment.
    pub now: Timestamp,
}

/// Whether a guess may be made. It is counted as wrong until it has turned out right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It may. `last`: if it is wrong, the user is locked.
    Allowed {
        /// Whether it is the last one before the lock.
        last: bool,
    },
    /// The token has had all its guesses, or is not live.
    Spent,
    /// The user is locked.
    Locked {
        /// Until then.
        until: Timestamp,
    },
}

/// A factor that was right, on its way to be used up.
#[derive(Debug)]
pub enum Factor<'a> {
    /// A code of the app: works once, as does every earlier one from then on.
    App {
        /// The secret, sealed, as it was read.
        secret: &'a str,
        /// The time step of the code.
        step: i64,
        /// The same secret, sealed anew, if it was sealed under an older server secret.
        resealed: Option<&'a str>,
    },
    /// A backup code.
    BackupCode(&'a BackupCodeId),
    /// A mailed code.
    MailedCode(Proof<'a>),
}

/// What a factor that was right opens.
#[derive(Debug)]
pub enum Opens<'a> {
    /// The session of a pending sign-in, which is used up.
    Session {
        /// The pending sign-in.
        pending: Proof<'a>,
        /// Its session.
        session: &'a NewSession,
        /// The device that is trusted from now on.
        device: Option<&'a TrustedDevice>,
    },
    /// Nothing new: the session is surer of its user.
    Raises {
        /// Which session.
        session: &'a SessionId,
        /// What is known in it from now on.
        assurance: &'a Assurance,
    },
    /// Nothing.
    Nothing,
}

/// A factor that was right, and what it opens.
#[derive(Debug)]
pub struct Acceptance<'a> {
    /// Whose factor.
    pub user: &'a UserId,
    /// The factor.
    pub factor: Factor<'a>,
    /// What it opens.
    pub opens: Opens<'a>,
    /// The moment.
    pub now: Timestamp,
}

/// What became of an [`Acceptance`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// The factor is used up, and what it opens is open.
    Done,
    /// The factor was used before, or is not the user's any more. Nothing has changed.
    Used,
    /// What it was to open is gone. Nothing has changed: the factor is not used up.
    Gone,
}

/// Second factors.
#[async_trait]
pub trait TwoFactorStore: fmt::Debug + Send + Sync + 'static {
    /// Reads the second factors of a user.
    async fn find_two_factor(&self, user: &UserId) -> StoreResult<Option<TwoFactor>>;

    /// Keeps the secret of an app that is not confirmed yet, in place of one that is not either.
    /// `false` if there is a confirmed one.
    async fn start_enrolment(
        &self,
        enrolment: Enrolment<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Switches a second factor on: the user's flag, the end of every session and sign-in under way,
    /// and the new session. `false` if the app's secret is another one by now or is confirmed
    /// already, or the mailed code is used up; of several callers at once one gets `true`.
    async fn enable_two_factor(
        &self,
        enabling: Enabling<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Removes the second factors, backup codes and trusted devices of a user, and ends sessions as
    /// [`enable_two_factor`](Self::enable_two_factor) does. `false` if the session that asked is
    /// void: the user's credentials have changed.
    async fn disable_two_factor(
        &self,
        disabling: Disabling<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Puts backup codes in the place of the old ones. `false` if the user has no second factor.
    async fn replace_backup_codes(
        &self,
        user: &UserId,
        codes: &[NewBackupCode],
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Lists the unused backup codes of a user.
    async fn list_backup_codes(&self, user: &UserId) -> StoreResult<Vec<NewBackupCode>>;

    /// Counts a guess before it is made: of any number at once no more are allowed than there are.
    async fn count_guess(&self, attempt: Attempt<'_>) -> StoreResult<Counted>;

    /// Uses a factor up and opens what it opens, and forgets the wrong guesses of the user.
    async fn accept_factor(
        &self,
        acceptance: Acceptance<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Accepted>;

    /// Writes the consequences, a mailed code and its mail, in place of the code of that name.
    async fn replace_mailed_code(
        &self,
        user: &UserId,
        name: &TokenHash,
        consequences: &Consequences,
    ) -> StoreResult<()>;
}

/// A trusted device that is used, and gets another token.
#[derive(Debug)]
pub struct DeviceUse<'a> {
    /// Whose device.
    pub user: &'a UserId,
    /// The hash of the token that was presented.
    pub old: &'a TokenHash,
    /// The hash of the next one.
    pub new: &'a TokenHash,
    /// What the user's must be.
    pub credential_version: i64,
    /// From where.
    pub ip_address: Option<String>,
    /// By what.
    pub user_agent: Option<&'a str>,
    /// The moment.
    pub now: Timestamp,
    /// Its new end.
    pub expires_at: Timestamp,
}

/// Trusted devices.
#[async_trait]
pub trait TrustedDeviceStore: fmt::Debug + Send + Sync + 'static {
    /// Replaces the token of a device, if the device is trusted and the token is its own. Of any
    /// number of callers at once with one token one is told `true`.
    async fn use_trusted_device(
        &self,
        device: DeviceUse<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Lists the devices that a user trusts at `now`, the last used first.
    async fn list_trusted_devices(
        &self,
        user: &UserId,
        credential_version: i64,
        now: Timestamp,
    ) -> StoreResult<Vec<TrustedDevice>>;

    /// Removes a device of the user. Says whether there was one.
    async fn revoke_trusted_device(
        &self,
        user: &UserId,
        device: &TrustedDeviceId,
        consequences: &Consequences,
    ) -> StoreResult<bool>;
}
