use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD, URL_SAFE_NO_PAD,
};

use super::{Context, Plan, checked_id, created, no_fields, required};
use crate::report::Reason;
use crate::source::SourceRow;
use crate::target::{OF_USER, Row, Skip, Stop, Target, Unique};

pub(crate) const PLAN: Plan = Plan {
    source: "passkey",
    needs: &["id", "userId", "publicKey", "credentialID"],
    takes: &["name", "counter", "deviceType", "backedUp", "transports", "createdAt", "aaguid"],
    target: Target {
        table: "passkeys",
        key: "id",
        uniques: &[Unique::new(&["credential_id"], Reason::Duplicate)],
        parents: &[OF_USER],
    },
    convert,
    extra: None,
    fields: no_fields,
};

/// Longest credential id and public key, in bytes.
const MAX_ID: usize = 1023;
const MAX_KEY: usize = 1024;

const NO_MODEL: &str = "00000000-0000-0000-0000-000000000000";

fn convert(_: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let credential = bytes(&required(row, "credentialID")?)
        .filter(|bytes| (1..=MAX_ID).contains(&bytes.len()))
        .ok_or_else(|| Skip::by(Reason::BadValue, "credentialID"))?;
    // A COSE key is a map (RFC 9052 section 7).
    let key = bytes(&required(row, "publicKey")?)
        .filter(|key| key.len() <= MAX_KEY && key.first().is_some_and(|first| first >> 5 == 5))
        .ok_or_else(|| Skip::by(Reason::BadValue, "publicKey"))?;
    let several = row.text("deviceType").as_deref() == Some("multiDevice");
    let counter = row.int("counter")?.unwrap_or(0);
    if u32::try_from(counter).is_err() {
        return Err(Skip::by(Reason::BadValue, "counter").into());
    }
    Ok(Row::new(id.as_str())
        .text("id", id)
        .text("user_id", required(row, "userId")?)
        .maybe("name", row.filled("name"))
        .text("credential_id", URL_SAFE_NO_PAD.encode(credential))
        .text("public_key", STANDARD.encode(key))
        .int("counter", Some(counter))
        .uncompared()
        .text("device_type", if several { "multiDevice" } else { "singleDevice" })
        .flag("backed_up", row.flag("backedUp").unwrap_or(false))
        .uncompared()
        .text("transports", transports(&row.text("transports").unwrap_or_default()))
        .text("aaguid", row.filled("aaguid").unwrap_or_else(|| NO_MODEL.to_owned()))
        .flag("imported", true)
        .time("created_at", Some(created(row)?))
        .time("last_used_at", None)
        .uncompared())
}

fn transports(list: &str) -> String {
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.collect::<Vec<_>>().join(",")
}

/// Base64 in either alphabet, with or without padding.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let plain = text.replace('-', "+").replace('_', "/");
    GeneralPurpose::new(&alphabet::STANDARD, config).decode(plain).ok()
}
