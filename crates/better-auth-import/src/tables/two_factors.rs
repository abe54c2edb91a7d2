//! Second factors. In the original one row has the secret of the authenticator app and all backup
//! codes; here each code is a row, and only its hash is kept.

use better_auth_core::UserId;
use better_auth_two_factor::import::{seal_app_secret, stored_backup_code};

use super::{Context, Plan, checked_id, no_fields, required};
use crate::report::{Reason, Remark};
use crate::source::SourceRow;
use crate::target::{OF_USER, Row, Stop, Target, Unique};

pub(crate) const PLAN: Plan = Plan {
    source: "twoFactor",
    needs: &["id", "userId", "secret"],
    takes: &["backupCodes", "verified", "failedVerificationCount", "lockedUntil"],
    target: Target {
        table: "two_factors",
        key: "user_id",
        uniques: &[Unique::new(&["user_id"], Reason::Duplicate)],
        parents: &[OF_USER],
    },
    convert,
    extra: Some(|catalog, table| {
        let users = catalog.table("user")?;
        let (enabled, id) = (users.column("u", "twoFactorEnabled"), users.column("u", "id"));
        let user = table.column("t", "userId");
        Some(format!("(SELECT {enabled} FROM {} u WHERE {id} = {user})", users.quoted()))
    }),
    fields: no_fields,
};

const CODES: &str = "two_factor_backup_codes";

fn convert(context: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let user = UserId::from_store(required(row, "userId")?);
    // The row is made when somebody begins; the user is marked when they have proven the factor.
    if !row.flag("extra").unwrap_or(false) {
        return Err(Reason::Unfinished.into());
    }
    // Without a confirmed app they have proven to get codes by mail.
    let has_app = row.flag("verified") != Some(false);
    let secret = has_app.then(|| app_secret(context, &user, row)).transpose()?;
    let mut taken = Row::new(id)
        .text("user_id", user.as_str())
        .maybe("secret", secret)
        .uncompared()
        .flag("confirmed", has_app)
        .flag("mailed_codes", !has_app)
        .int("last_step", Some(0))
        .uncompared()
        .int("failures", Some(row.int("failedVerificationCount")?.unwrap_or(0).max(0)))
        .time("locked_until", row.time("lockedUntil")?)
        .time("created_at", Some(context.now))
        .uncompared()
        .time("updated_at", Some(context.now))
        .uncompared();
    match backup_codes(context, row) {
        Some(codes) => add_codes(context, &mut taken, &user, &codes)?,
        None => taken.remarks.push(Remark::CodesDoNotOpen),
    }
    Ok(taken)
}

/// The original takes the characters of the secret as its bytes.
fn app_secret(context: &Context<'_>, user: &UserId, row: &SourceRow) -> Result<String, Stop> {
    let sealed = required(row, "secret")?;
    let secret = context.secrets.open(&sealed).ok_or(Reason::DoesNotOpen)?;
    Ok(seal_app_secret(context.auth, user, secret.as_bytes())?)
}

/// A JSON array of texts, encrypted or, where the application asked for it, plain.
fn backup_codes(context: &Context<'_>, row: &SourceRow) -> Option<Vec<String>> {
    let Some(stored) = row.filled("backupCodes") else { return Some(Vec::new()) };
    let opened = context.secrets.open(&stored);
    serde_json::from_str(opened.as_deref().unwrap_or(&stored)).ok()
}

fn add_codes(
    context: &Context<'_>,
    to: &mut Row,
    user: &UserId,
    codes: &[String],
) -> Result<(), Stop> {
    for code in codes {
        let stored = stored_backup_code(context.auth, user, code)?;
        let child = Row::new("")
            .text("id", stored.id.as_str())
            .text("user_id", user.as_str())
            .text("code_hash", stored.code_hash)
            .time("created_at", Some(context.now));
        to.children.push((CODES, child.cells));
    }
    Ok(())
}
