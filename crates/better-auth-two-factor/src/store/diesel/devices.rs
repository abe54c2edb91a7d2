use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, Timestamp, UserId};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use diesel_async::RunQueryDsl;

use super::tables::{DeviceRow, MAX_DEVICES, trusted_devices};
use crate::store::{DeviceUse, TrustedDeviceStore};
use crate::trusted_device::{TrustedDevice, TrustedDeviceId};

#[async_trait]
impl TrustedDeviceStore for DieselAdapter {
    async fn use_trusted_device(
        &self,
        device: DeviceUse<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let now = device.now.to_naive();
        with_conn!(self, transaction, |conn| {
            let trusted = trusted_devices::table
                .filter(trusted_devices::token_hash.eq(device.old.as_str()))
                .filter(trusted_devices::user_id.eq(device.user.as_str()))
                .filter(trusted_devices::credential_version.eq(device.credential_version))
                .filter(trusted_devices::expires_at.gt(now));
            let used = (
                trusted_devices::token_hash.eq(device.new.as_str()),
                trusted_devices::ip_address.eq(device.ip_address.as_deref()),
                trusted_devices::user_agent.eq(device.user_agent),
                trusted_devices::used_at.eq(now),
                trusted_devices::expires_at.eq(device.expires_at.to_naive()),
            );
            let rotated = ::diesel::update(trusted).set(used).execute(conn).await? == 1;
            if rotated {
                conn.write_consequences(consequences).await?;
            }
            Ok(rotated)
        })
    }

    async fn list_trusted_devices(
        &self,
        user: &UserId,
        credential_version: i64,
        now: Timestamp,
    ) -> StoreResult<Vec<TrustedDevice>> {
        let rows: Vec<DeviceRow> = with_conn!(self, read, |conn| {
            Ok(trusted_devices::table
                .filter(trusted_devices::user_id.eq(user.as_str()))
                .filter(trusted_devices::credential_version.eq(credential_version))
                .filter(trusted_devices::expires_at.gt(now.to_naive()))
                .order((trusted_devices::used_at.desc(), trusted_devices::id))
                .limit(MAX_DEVICES)
                .select(DeviceRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(TrustedDevice::from).collect())
    }

    async fn revoke_trusted_device(
        &self,
        user: &UserId,
        device: &TrustedDeviceId,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| {
            let own = trusted_devices::table
                .filter(trusted_devices::id.eq(device.as_str()))
                .filter(trusted_devices::user_id.eq(user.as_str()));
            let revoked = ::diesel::delete(own).execute(conn).await? == 1;
            if revoked {
                conn.write_consequences(consequences).await?;
            }
            Ok(revoked)
        })
    }
}
