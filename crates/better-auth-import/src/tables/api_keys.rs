//! API keys. The original stores the same hash of a key as there is here, so the old keys go on
//! working; their quotas and limits come with them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::token::TokenHash;

use super::organizations::{metadata, permission};
use super::{Context, Plan, checked_id, created, no_fields, required};
use crate::report::Reason;
use crate::source::SourceRow;
use crate::target::{OF_USER, Parent, Row, Skip, Stop, Target, Unique};

pub(crate) const PLAN: Plan = Plan {
    source: "apikey",
    needs: &["id", "key"],
    takes: &[
        "configId",
        "name",
        "start",
        "referenceId",
        "userId",
        "prefix",
        "refillInterval",
        "refillAmount",
        "lastRefillAt",
        "enabled",
        "rateLimitEnabled",
        "rateLimitTimeWindow",
        "rateLimitMax",
        "requestCount",
        "remaining",
        "lastRequest",
        "expiresAt",
        "createdAt",
        "updatedAt",
        "permissions",
        "metadata",
    ],
    target: Target {
        table: "api_keys",
        key: "id",
        uniques: &[Unique::new(&["key_hash"], Reason::Duplicate)],
        parents: &[OF_USER, Parent { column: "organization_id", table: "organizations" }],
    },
    convert,
    // Whether its owner is a user, which the original leaves to the configuration.
    extra: Some(|catalog, table| {
        let users = catalog.table("user")?;
        let (id, user) =
            (users.column("u", "id"), table.column("t", owner(table.has("referenceId"))));
        Some(format!("EXISTS (SELECT 1 FROM {} u WHERE {id} = {user})", users.quoted()))
    }),
    fields: no_fields,
};

/// Before 1.5 a key was always a user's.
const fn owner(has_reference: bool) -> &'static str {
    if has_reference { "referenceId" } else { "userId" }
}

fn convert(context: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let owner = required(row, owner(row.get("referenceId").is_some()))?;
    let is_user = row.flag("extra").unwrap_or(false);
    let expires = row.time("expiresAt")?;
    if expires.is_some_and(|end| end <= context.now) {
        return Err(Reason::Expired.into());
    }
    let permissions = match row.get("permissions") {
        None => "{}".to_owned(),
        Some(value) => {
            permission(value).ok_or_else(|| Skip::by(Reason::BadValue, "permissions"))?
        }
    };
    let (metadata, left) = metadata(row.get("metadata"));
    let limited = row.flag("rateLimitEnabled").unwrap_or(true);
    let (max, window) = both(row.int("rateLimitMax")?, row.int("rateLimitTimeWindow")?);
    let (amount, interval) = both(row.int("refillAmount")?, row.int("refillInterval")?);
    let last_used = row.time("lastRequest")?;
    let created = created(row)?;
    Ok(Row::new(id.as_str())
        .remark(left)
        .text("id", id)
        .maybe("user_id", is_user.then(|| owner.clone()))
        .maybe("organization_id", (!is_user).then_some(owner))
        .text("config_id", row.filled("configId").unwrap_or_else(|| "default".to_owned()))
        .maybe("name", row.filled("name"))
        .maybe("start", row.filled("start"))
        .maybe("prefix", row.filled("prefix"))
        .text("key_hash", hash(required(row, "key")?))
        .flag("enabled", row.flag("enabled").unwrap_or(true))
        .text("permissions", permissions)
        .maybe("metadata", metadata)
        .int("remaining", row.int("remaining")?.map(|uses| uses.max(0)))
        .uncompared()
        .int("refill_amount", amount)
        .int("refill_interval_ms", interval)
        .time("last_refill_at", row.time("lastRefillAt")?)
        .uncompared()
        .int("rate_limit_max", max.filter(|_| limited))
        .int("rate_limit_window_ms", window.filter(|_| limited))
        .int("request_count", Some(row.int("requestCount")?.unwrap_or(0).max(0)))
        .uncompared()
        .time("window_started_at", last_used)
        .uncompared()
        .time("last_used_at", last_used)
        .uncompared()
        .time("expires_at", expires)
        .time("created_at", Some(created))
        .time("updated_at", Some(row.time("updatedAt")?.unwrap_or(created)))
        .uncompared())
}

/// Two numbers that mean something only together, and only above zero.
fn both(one: Option<i64>, other: Option<i64>) -> (Option<i64>, Option<i64>) {
    match (one, other) {
        (Some(one), Some(other)) if one > 0 && other > 0 => (Some(one), Some(other)),
        _ => (None, None),
    }
}

/// The hash as the original stores it; an application may have told it to store the key itself.
fn hash(stored: String) -> String {
    let is_hash = URL_SAFE_NO_PAD.decode(&stored).is_ok_and(|bytes| bytes.len() == 32);
    if is_hash { stored } else { TokenHash::of(&stored).as_str().to_owned() }
}
