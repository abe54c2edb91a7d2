use better_auth_core::Email;
use better_auth_core::access::RoleList;
use better_auth_core::profile::MAX_NAME;

use super::{Context, Plan, additional, checked_id, created, required};
use crate::report::{Reason, Remark};
use crate::source::SourceRow;
use crate::target::{Row, Stop, Target, Unique};

pub(crate) const PLAN: Plan = Plan {
    source: "user",
    needs: &["id", "email"],
    takes: &[
        "name",
        "emailVerified",
        "image",
        "username",
        "displayUsername",
        "twoFactorEnabled",
        "role",
        "banned",
        "banReason",
        "banExpires",
        "createdAt",
        "updatedAt",
    ],
    target: Target {
        table: "users",
        key: "id",
        uniques: &[
            Unique::new(&["email"], Reason::EmailTaken),
            Unique::new(&["username"], Reason::UsernameTaken),
        ],
        parents: &[],
    },
    convert,
    extra: None,
    fields: |auth| Some(&auth.settings().user_fields),
};

fn convert(context: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let typed = required(row, "email")?;
    let email: Email = typed.parse().map_err(|_| Reason::BadEmail)?;
    let name = row.filled("username");
    let username = name.as_deref().map(str::to_ascii_lowercase);
    let (additional, misfit) = additional(&context.auth.settings().user_fields, row);
    let created = created(row)?;
    let called = row.text("name").unwrap_or_default();
    let short: String = called.chars().take(MAX_NAME).collect();
    let stored = row.filled("role");
    let role = stored.as_deref().and_then(|role| role.parse().ok());
    let role = role.map(|roles: RoleList| roles.of_user().to_string());
    Ok(Row::new(id.as_str())
        .remark((typed != email.as_str()).then_some(Remark::EmailFolded))
        .remark((name != username).then_some(Remark::UsernameFolded))
        .remark((called != short).then_some(Remark::NameCut))
        .remark(misfit)
        .remark((stored.is_some() && role.is_none()).then_some(Remark::RoleLeft))
        .text("id", id)
        .text("name", short)
        .text("email", email.as_str())
        .flag("email_verified", row.flag("emailVerified").unwrap_or(false))
        .maybe("image", row.filled("image"))
        .maybe("display_username", row.filled("displayUsername").or(name))
        .maybe("username", username)
        .flag("two_factor_enabled", row.flag("twoFactorEnabled").unwrap_or(false))
        .text("role", role.unwrap_or_else(|| "user".to_owned()))
        .flag("banned", row.flag("banned").unwrap_or(false))
        .maybe("ban_reason", row.filled("banReason"))
        .time("ban_expires", row.time("banExpires")?)
        .int("credential_version", Some(0))
        .uncompared()
        .maybe("additional", additional)
        .time("created_at", Some(created))
        .time("updated_at", Some(row.time("updatedAt")?.unwrap_or(created))))
}
