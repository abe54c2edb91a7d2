//! The store on Diesel: each query once, for all databases.

mod row;

use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::store::{SWEEP_BATCH, StoreResult};
use better_auth_core::token::TokenHash;
use better_auth_core::{Consequences, Timestamp, User};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use diesel_async::RunQueryDsl;

use self::row::{Changes, Row, api_keys};
use crate::record::{ApiKeyId, KeyChanges, KeyOwner, KeyRecord};
use crate::store::{ApiKeyStore, CreatedKey, KeyLimits, KeyRotation, RotatedKey};
use crate::usage::{KeyUse, QuotaStep, WindowStep};

#[async_trait]
impl ApiKeyStore for DieselAdapter {
    async fn create_key(
        &self,
        new: &KeyRecord,
        limits: KeyLimits<'_>,
        consequences: &Consequences,
    ) -> StoreResult<CreatedKey> {
        with_conn!(self, transaction, |conn| {
            if let Some(user) = limits.asked_by
                && !conn.lock_user_at(&user.id, user.credential_version).await?
            {
                return Ok(CreatedKey::Outdated);
            }
            if let KeyOwner::User(owner) = &new.owner {
                conn.lock_user(owner).await?;
            }
            let (user, organization) = row::owner_columns(&new.owner);
            let own = api_keys::table
                .filter(api_keys::config_id.eq(&new.config))
                .filter(api_keys::user_id.eq(user).or(api_keys::organization_id.eq(organization)));
            let count: i64 = own.count().get_result(conn).await?;
            if count >= i64::from(limits.max) {
                return Ok(CreatedKey::TooMany);
            }
            ::diesel::insert_into(api_keys::table).values(Row::from(new)).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(CreatedKey::Created)
        })
    }

    async fn find_key(&self, id: &ApiKeyId) -> StoreResult<Option<KeyRecord>> {
        with_conn!(self, lookup, |conn| {
            let row = api_keys::table
                .filter(api_keys::id.eq(id.as_str()))
                .select(Row::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(KeyRecord::from))
        })
    }

    async fn find_key_by_hash(&self, hash: &TokenHash) -> StoreResult<Option<KeyRecord>> {
        with_conn!(self, lookup, |conn| {
            let is_current = api_keys::key_hash.eq(hash.as_str());
            let was_current = api_keys::previous_hash.eq(hash.as_str());
            let row = api_keys::table
                .filter(is_current.or(was_current))
                .select(Row::as_select())
                .first(conn)
                .await
                .optional()?;
            Ok(row.map(KeyRecord::from))
        })
    }

    async fn list_keys(&self, owner: &KeyOwner) -> StoreResult<Vec<KeyRecord>> {
        let (user, organization) = row::owner_columns(owner);
        let rows: Vec<Row> = with_conn!(self, read, |conn| {
            Ok(api_keys::table
                .filter(api_keys::user_id.eq(user).or(api_keys::organization_id.eq(organization)))
                .order((api_keys::created_at, api_keys::id))
                .select(Row::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(KeyRecord::from).collect())
    }

    async fn update_key(
        &self,
        id: &ApiKeyId,
        changes: KeyChanges,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<KeyRecord>> {
        let changes = Changes::new(changes, now);
        with_conn!(self, transaction, |conn| {
            let key = api_keys::table.filter(api_keys::id.eq(id.as_str()));
            if ::diesel::update(key).set(&changes).execute(conn).await? == 0 {
                return Ok(None);
            }
            let row = key.select(Row::as_select()).get_result(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Some(KeyRecord::from(row)))
        })
    }

    async fn rotate_key(
        &self,
        id: &ApiKeyId,
        rotation: &KeyRotation,
        asked_by: Option<&User>,
        consequences: &Consequences,
    ) -> StoreResult<RotatedKey> {
        let previous = rotation.previous_until.map(|_| rotation.from.as_str());
        with_conn!(self, transaction, |conn| {
            if let Some(user) = asked_by
                && !conn.lock_user_at(&user.id, user.credential_version).await?
            {
                return Ok(RotatedKey::Outdated);
            }
            let unchanged = api_keys::table
                .filter(api_keys::id.eq(id.as_str()))
                .filter(api_keys::key_hash.eq(rotation.from.as_str()));
            let set = (
                api_keys::key_hash.eq(rotation.to.as_str()),
                api_keys::start.eq(rotation.start.as_deref()),
                api_keys::previous_hash.eq(previous),
                api_keys::previous_until.eq(rotation.previous_until.map(Timestamp::to_naive)),
                api_keys::updated_at.eq(rotation.at.to_naive()),
            );
            if ::diesel::update(unchanged).set(set).execute(conn).await? == 0 {
                return Ok(RotatedKey::Changed);
            }
            conn.write_consequences(consequences).await?;
            Ok(RotatedKey::Rotated)
        })
    }

    async fn delete_key(&self, id: &ApiKeyId, consequences: &Consequences) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| {
            let key = api_keys::table.filter(api_keys::id.eq(id.as_str()));
            if ::diesel::delete(key).execute(conn).await? == 0 {
                return Ok(false);
            }
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn use_key(&self, id: &ApiKeyId, usage: &KeyUse) -> StoreResult<bool> {
        let at = usage.at.to_naive();
        let take = matches!(usage.quota, QuotaStep::Take)
            .then(|| api_keys::remaining.eq(api_keys::remaining - 1));
        let refill = match usage.quota {
            QuotaStep::Refill { left, .. } => Some((
                api_keys::remaining.eq(Some(i64::from(left))),
                api_keys::last_refill_at.eq(Some(at)),
            )),
            QuotaStep::Take | QuotaStep::Unlimited => None,
        };
        let count = matches!(usage.window, WindowStep::Count { .. })
            .then(|| api_keys::request_count.eq(api_keys::request_count + 1));
        let begin = matches!(usage.window, WindowStep::Begin { .. })
            .then(|| (api_keys::request_count.eq(1), api_keys::window_started_at.eq(Some(at))));
        let used = (
            api_keys::last_used_at.eq(Some(at)),
            api_keys::last_ip_address.eq(usage.ip_address.as_deref()),
        );
        with_conn!(self, write, |conn| {
            let mut update = ::diesel::update(api_keys::table)
                .set((used, take, refill, count, begin))
                .into_boxed()
                .filter(api_keys::id.eq(id.as_str()))
                .filter(api_keys::enabled.eq(true));
            if !usage.counts() {
                update = match usage.seen {
                    None => update.filter(api_keys::last_used_at.is_null()),
                    Some(seen) => update.filter(api_keys::last_used_at.eq(seen.to_naive())),
                };
            }
            update = match usage.quota {
                QuotaStep::Unlimited => update,
                QuotaStep::Take => update.filter(api_keys::remaining.gt(0)),
                QuotaStep::Refill { seen: None, .. } => {
                    update.filter(api_keys::last_refill_at.is_null())
                }
                QuotaStep::Refill { seen: Some(seen), .. } => {
                    update.filter(api_keys::last_refill_at.eq(seen.to_naive()))
                }
            };
            update = match usage.window {
                WindowStep::Unlimited => update,
                WindowStep::Count { started, max } => update
                    .filter(api_keys::window_started_at.eq(started.to_naive()))
                    .filter(api_keys::request_count.lt(i64::from(max))),
                WindowStep::Begin { seen: None } => {
                    update.filter(api_keys::window_started_at.is_null())
                }
                WindowStep::Begin { seen: Some(seen) } => {
                    update.filter(api_keys::window_started_at.eq(seen.to_naive()))
                }
            };
            Ok(update.execute(conn).await? == 1)
        })
    }

    async fn sweep_keys(&self, before: Timestamp) -> StoreResult<u64> {
        let ids: Vec<String> = with_conn!(self, read, |conn| {
            Ok(api_keys::table
                .filter(api_keys::expires_at.lt(before.to_naive()))
                .select(api_keys::id)
                .limit(SWEEP_BATCH.into())
                .load(conn)
                .await?)
        })?;
        if ids.is_empty() {
            return Ok(0);
        }
        with_conn!(self, write, |conn| {
            // Asks again for the expiry: a key may have been given a longer life since.
            let expired = api_keys::table
                .filter(api_keys::id.eq_any(&ids))
                .filter(api_keys::expires_at.lt(before.to_naive()));
            let rows = ::diesel::delete(expired).execute(conn).await?;
            Ok(u64::try_from(rows).unwrap_or(u64::MAX))
        })
    }
}
