//! Rows of the tables, and the way from and to what the rest of the crate knows.

use ::diesel::prelude::*;
use better_auth_core::{Timestamp, UserId};
use chrono::NaiveDateTime;

use crate::credential::{CredentialId, DeviceType, PublicKey};
use crate::store::{Passkey, PasskeyId};

::diesel::table! {
    passkeys (id) {
        id -> Text,
        user_id -> Text,
        name -> Nullable<Text>,
        credential_id -> Text,
        public_key -> Text,
        counter -> BigInt,
        device_type -> Text,
        backed_up -> Bool,
        transports -> Text,
        aaguid -> Text,
        imported -> Bool,
        created_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = passkeys)]
pub(super) struct Row {
    id: String,
    user_id: String,
    name: Option<String>,
    credential_id: String,
    public_key: String,
    counter: i64,
    device_type: String,
    backed_up: bool,
    transports: String,
    aaguid: String,
    imported: bool,
    created_at: NaiveDateTime,
    last_used_at: Option<NaiveDateTime>,
}

impl From<&Passkey> for Row {
    fn from(new: &Passkey) -> Self {
        Self {
            id: new.id.as_str().to_owned(),
            user_id: new.user_id.as_str().to_owned(),
            name: new.name.clone(),
            credential_id: new.credential_id.as_str().to_owned(),
            public_key: new.public_key.to_base64(),
            counter: new.counter.into(),
            device_type: new.device_type.as_str().to_owned(),
            backed_up: new.backed_up,
            transports: new.transports.join(","),
            aaguid: new.aaguid.clone(),
            imported: new.imported,
            created_at: new.created_at.to_naive(),
            last_used_at: new.last_used_at.map(Timestamp::to_naive),
        }
    }
}

impl From<Row> for Passkey {
    fn from(row: Row) -> Self {
        let transports = row.transports.split(',').filter(|name| !name.is_empty());
        Self {
            id: PasskeyId::from_store(row.id),
            user_id: UserId::from_store(row.user_id),
            name: row.name,
            credential_id: CredentialId::from_store(row.credential_id),
            public_key: PublicKey::from_store(&row.public_key),
            // A counter that is none lets no signature pass.
            counter: u32::try_from(row.counter).unwrap_or(u32::MAX),
            device_type: DeviceType::from_store(&row.device_type),
            backed_up: row.backed_up,
            transports: transports.map(str::to_owned).collect(),
            aaguid: row.aaguid,
            imported: row.imported,
            created_at: Timestamp::from_naive(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp::from_naive),
        }
    }
}
