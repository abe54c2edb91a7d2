//! The store on Diesel: each query once, for all databases.
//!
//! Whoever locks several rows locks them in this order: the user, their second factors, the token,
//! sessions. So nobody waits in a circle.

mod devices;
#[macro_use]
mod pieces;
mod tables;

use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::store::{StoreError, StoreResult};
use better_auth_core::token::TokenHash;
use better_auth_core::{Consequences, Timestamp, UserId};
use better_auth_diesel::{DieselAdapter, SessionSteps, TransactionSteps, with_conn};
use chrono::NaiveDateTime;
use diesel_async::RunQueryDsl;

use self::tables::{
    BackupCodeRow, DeviceRow, MAX_DEVICES, NewTwoFactorRow, trusted_devices,
    two_factor_backup_codes, two_factors, users, verifications,
};
use crate::backup_codes::{BackupCodeId, NewBackupCode};
use crate::mailed_code::MAILED_CODE;
use crate::store::{
    Acceptance, Accepted, Attempt, Counted, Disabling, Enabling, Enrolment, Factor, Means, Opens,
    TwoFactor, TwoFactorStore,
};
use crate::trusted_device::TrustedDevice;

#[async_trait]
impl TwoFactorStore for DieselAdapter {
    async fn find_two_factor(&self, user: &UserId) -> StoreResult<Option<TwoFactor>> {
        with_conn!(self, lookup, |conn| {
            let row: Option<(Option<String>, bool, bool)> = two_factors::table
                .filter(two_factors::user_id.eq(user.as_str()))
                .select((two_factors::secret, two_factors::confirmed, two_factors::mailed_codes))
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(|(secret, confirmed, mailed_codes)| TwoFactor {
                user_id: user.clone(),
                secret,
                confirmed,
                mailed_codes,
            }))
        })
    }

    async fn start_enrolment(
        &self,
        enrolment: Enrolment<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let (user, now) = (enrolment.user.as_str(), enrolment.now.to_naive());
        with_conn!(self, transaction, |conn| {
            conn.lock_user(enrolment.user).await?;
            let own = two_factors::table.filter(two_factors::user_id.eq(user));
            let confirmed: Option<bool> =
                own.select(two_factors::confirmed).get_result(conn).await.optional()?;
            match confirmed {
                Some(true) => return Ok(false),
                Some(false) => {
                    let fresh = (
                        two_factors::secret.eq(enrolment.secret),
                        two_factors::last_step.eq(0),
                        two_factors::updated_at.eq(now),
                    );
                    ::diesel::update(own).set(fresh).execute(conn).await?;
                }
                None => {
                    let row = NewTwoFactorRow::app(user, enrolment.secret, now);
                    ::diesel::insert_into(two_factors::table).values(row).execute(conn).await?;
                }
            }
            replace_codes!(conn, user, enrolment.backup_codes, now);
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn enable_two_factor(
        &self,
        enabling: Enabling<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let user = &enabling.session.session.user_id;
        let (id, now) = (user.as_str(), enabling.now.to_naive());
        let enabled = with_conn!(self, transaction, |conn| {
            if !conn.lock_user_at(user, enabling.session.credential_version).await? {
                return Ok(false);
            }
            let own = two_factors::table.filter(two_factors::user_id.eq(id));
            let forgotten = (
                two_factors::failures.eq(0),
                two_factors::locked_until.eq(None::<NaiveDateTime>),
                two_factors::updated_at.eq(now),
            );
            match &enabling.means {
                Means::App { secret, step } => {
                    let unconfirmed = own
                        .filter(two_factors::secret.eq(*secret))
                        .filter(two_factors::confirmed.eq(false));
                    let confirmed = (
                        two_factors::confirmed.eq(true),
                        two_factors::last_step.eq(*step),
                        forgotten,
                    );
                    if ::diesel::update(unconfirmed).set(confirmed).execute(conn).await? == 0 {
                        return Ok(false);
                    }
                }
                Means::Mail(code) => {
                    let chosen = (two_factors::mailed_codes.eq(true), forgotten);
                    if ::diesel::update(own).set(chosen).execute(conn).await? == 0 {
                        let row = NewTwoFactorRow::mail(id, now);
                        ::diesel::insert_into(two_factors::table).values(row).execute(conn).await?;
                    }
                    if let Some(code) = code
                        && conn.use_proof(*code, enabling.now).await?.is_none()
                    {
                        return Err(taken_back(USED).into());
                    }
                }
            }
            let flag = (users::two_factor_enabled.eq(true), users::updated_at.eq(now));
            let owner = users::table.filter(users::id.eq(id));
            ::diesel::update(owner).set(flag).execute(conn).await?;
            conn.outdate_credentials(user).await?;
            conn.replace_sessions(None, enabling.session).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        });
        match enabled {
            Err(error) if error.is_conflict_on(USED) => Ok(false),
            enabled => enabled,
        }
    }

    async fn disable_two_factor(
        &self,
        disabling: Disabling<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let user = &disabling.session.session.user_id;
        let (id, now) = (user.as_str(), disabling.now.to_naive());
        with_conn!(self, transaction, |conn| {
            if !conn.lock_user_at(user, disabling.session.credential_version).await? {
                return Ok(false);
            }
            let flag = (users::two_factor_enabled.eq(false), users::updated_at.eq(now));
            let owner = users::table.filter(users::id.eq(id));
            ::diesel::update(owner).set(flag).execute(conn).await?;
            conn.outdate_credentials(user).await?;
            let own = two_factors::table.filter(two_factors::user_id.eq(id));
            ::diesel::delete(own).execute(conn).await?;
            let codes =
                two_factor_backup_codes::table.filter(two_factor_backup_codes::user_id.eq(id));
            ::diesel::delete(codes).execute(conn).await?;
            let devices = trusted_devices::table.filter(trusted_devices::user_id.eq(id));
            ::diesel::delete(devices).execute(conn).await?;
            conn.replace_sessions(None, disabling.session).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn replace_backup_codes(
        &self,
        user: &UserId,
        codes: &[NewBackupCode],
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let (id, now) = (user.as_str(), now.to_naive());
        with_conn!(self, transaction, |conn| {
            conn.lock_user(user).await?;
            let own = two_factors::table.filter(two_factors::user_id.eq(id));
            let touched = two_factors::updated_at.eq(now);
            if ::diesel::update(own).set(touched).execute(conn).await? == 0 {
                return Ok(false);
            }
            replace_codes!(conn, id, codes, now);
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn list_backup_codes(&self, user: &UserId) -> StoreResult<Vec<NewBackupCode>> {
        let rows: Vec<(String, String)> = with_conn!(self, read, |conn| {
            Ok(two_factor_backup_codes::table
                .filter(two_factor_backup_codes::user_id.eq(user.as_str()))
                .select((two_factor_backup_codes::id, two_factor_backup_codes::code_hash))
                .load(conn)
                .await?)
        })?;
        let code = |(id, code_hash)| NewBackupCode { id: BackupCodeId::from_store(id), code_hash };
        Ok(rows.into_iter().map(code).collect())
    }

    /// Writing the row as it is makes those who guess at once wait for each other, so the numbers
    /// stay true until they are written.
    async fn count_guess(&self, attempt: Attempt<'_>) -> StoreResult<Counted> {
        with_conn!(self, transaction, |conn| {
            let own = two_factors::table.filter(two_factors::user_id.eq(attempt.user.as_str()));
            let same = two_factors::failures.eq(two_factors::failures);
            ::diesel::update(own).set(same).execute(conn).await?;
            let row: Option<(i64, Option<NaiveDateTime>)> = own
                .select((two_factors::failures, two_factors::locked_until))
                .get_result(conn)
                .await
                .optional()?;
            let lock = row.and_then(|(_, until)| until).map(Timestamp::from_naive);
            if let Some(until) = lock.filter(|until| is_locked(*until, &attempt)) {
                return Ok(Counted::Locked { until });
            }
            if let Some(token) = attempt.token
                && !conn.count_attempt(token, attempt.max, attempt.now).await?
            {
                return Ok(Counted::Spent);
            }
            let Some((failures, _)) = row else { return Ok(Counted::Allowed { last: false }) };
            let failures = if lock.is_some() { 1 } else { failures + 1 };
            let last = failures >= i64::from(attempt.max_failures);
            let until = last.then(|| attempt.now.plus(attempt.lock).to_naive());
            let counted = (two_factors::failures.eq(failures), two_factors::locked_until.eq(until));
            ::diesel::update(own).set(counted).execute(conn).await?;
            Ok(Counted::Allowed { last })
        })
    }

    /// What it was to open is checked last; where that is gone the transaction is taken back, and
    /// with it the use of the factor.
    async fn accept_factor(
        &self,
        acceptance: Acceptance<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Accepted> {
        let user = acceptance.user.as_str();
        let now = acceptance.now;
        let accepted = with_conn!(self, transaction, |conn| {
            conn.lock_user(acceptance.user).await?;
            let own = two_factors::table.filter(two_factors::user_id.eq(user));
            let forgotten =
                (two_factors::failures.eq(0), two_factors::locked_until.eq(None::<NaiveDateTime>));
            ::diesel::update(own).set(forgotten).execute(conn).await?;
            if !use_factor!(conn, acceptance) {
                return Err(taken_back(USED).into());
            }
            if !open!(conn, acceptance) {
                return Err(taken_back(GONE).into());
            }
            if let Opens::Session { device: Some(device), .. } = &acceptance.opens {
                trust!(conn, *device, now);
            }
            conn.write_consequences(consequences).await?;
            Ok(())
        });
        match accepted {
            Ok(()) => Ok(Accepted::Done),
            Err(error) if error.is_conflict_on(USED) => Ok(Accepted::Used),
            Err(error) if error.is_conflict_on(GONE) => Ok(Accepted::Gone),
            Err(StoreError::MissingReference) => Ok(Accepted::Gone),
            Err(error) => Err(error),
        }
    }

    async fn replace_mailed_code(
        &self,
        user: &UserId,
        name: &TokenHash,
        consequences: &Consequences,
    ) -> StoreResult<()> {
        with_conn!(self, transaction, |conn| {
            conn.lock_user(user).await?;
            let old = verifications::table
                .filter(verifications::purpose.eq(MAILED_CODE.as_str()))
                .filter(verifications::token_hash.eq(name.as_str()));
            ::diesel::delete(old).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(())
        })
    }
}

/// Why a transaction was taken back. No index is called like that.
const USED: &str = "the factor was used";
const GONE: &str = "what the factor opens is gone";

/// Only an error rolls back.
fn taken_back(why: &str) -> StoreError {
    StoreError::Conflict { index: why.to_owned() }
}

/// A lock that ends later than one that begins now is of a clock that was set back.
fn is_locked(until: Timestamp, attempt: &Attempt<'_>) -> bool {
    attempt.now < until && until <= attempt.now.plus(attempt.lock)
}
