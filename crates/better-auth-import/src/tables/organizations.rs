//! Organizations, and what belongs to them.

use better_auth_core::Email;
use better_auth_core::access::RoleList;
use serde_json::Value as Json;

use super::{Context, Plan, checked_id, created, no_fields, required, required_time};
use crate::report::{Reason, Remark};
use crate::source::SourceRow;
use crate::target::{OF_USER, Parent, Row, Skip, Stop, Target, Unique};

const OF_ORGANIZATION: Parent = Parent { column: "organization_id", table: "organizations" };

pub(crate) const ORGANIZATIONS: Plan = Plan {
    source: "organization",
    needs: &["id", "name", "slug"],
    takes: &["logo", "metadata", "createdAt"],
    target: Target {
        table: "organizations",
        key: "id",
        uniques: &[Unique::new(&["slug"], Reason::SlugTaken)],
        parents: &[],
    },
    convert: organization,
    extra: None,
    fields: no_fields,
};

pub(crate) const MEMBERS: Plan = Plan {
    source: "member",
    needs: &["id", "organizationId", "userId", "role"],
    takes: &["createdAt"],
    target: Target {
        table: "members",
        key: "id",
        uniques: &[Unique::new(&["organization_id", "user_id"], Reason::Duplicate)],
        parents: &[OF_ORGANIZATION, OF_USER],
    },
    convert: member,
    extra: None,
    fields: no_fields,
};

pub(crate) const INVITATIONS: Plan = Plan {
    source: "invitation",
    needs: &["id", "organizationId", "email", "inviterId", "expiresAt"],
    takes: &["role", "status", "teamId", "createdAt"],
    target: Target {
        table: "invitations",
        key: "id",
        uniques: &[Unique::new(&["organization_id", "pending_key"], Reason::Duplicate)],
        parents: &[OF_ORGANIZATION, Parent { column: "inviter_id", table: "users" }],
    },
    convert: invitation,
    extra: None,
    fields: no_fields,
};

pub(crate) const ROLES: Plan = Plan {
    source: "organizationRole",
    needs: &["id", "organizationId", "role", "permission"],
    takes: &["createdAt", "updatedAt"],
    target: Target {
        table: "organization_roles",
        key: "id",
        uniques: &[Unique::new(&["organization_id", "role"], Reason::Duplicate)],
        parents: &[OF_ORGANIZATION],
    },
    convert: role,
    extra: None,
    fields: no_fields,
};

pub(crate) const TEAMS: Plan = Plan {
    source: "team",
    needs: &["id", "organizationId", "name"],
    takes: &["createdAt", "updatedAt", "memberCount"],
    target: Target { table: "teams", key: "id", uniques: &[], parents: &[OF_ORGANIZATION] },
    convert: team,
    extra: None,
    fields: no_fields,
};

pub(crate) const TEAM_MEMBERS: Plan = Plan {
    source: "teamMember",
    needs: &["id", "teamId", "userId"],
    takes: &["createdAt", "membershipKey"],
    target: Target {
        table: "team_members",
        key: "id",
        uniques: &[Unique::new(&["team_id", "user_id"], Reason::Duplicate)],
        parents: &[Parent { column: "team_id", table: "teams" }, OF_USER],
    },
    convert: team_member,
    extra: None,
    fields: no_fields,
};

fn organization(_: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let typed = required(row, "slug")?;
    let slug = typed.to_ascii_lowercase();
    let (metadata, left) = metadata(row.get("metadata"));
    let created = created(row)?;
    Ok(Row::new(id.as_str())
        .remark((typed != slug).then_some(Remark::SlugFolded))
        .remark((!is_usual(&slug)).then_some(Remark::SlugUnusual))
        .remark(left)
        .text("id", id)
        .text("name", required(row, "name")?)
        .text("slug", slug)
        .maybe("logo", row.filled("logo"))
        .maybe("metadata", metadata)
        .time("created_at", Some(created))
        .time("updated_at", Some(created))
        .uncompared())
}

/// As slugs are spelled here.
fn is_usual(slug: &str) -> bool {
    let spelled = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let begins = slug.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    begins && slug.len() <= 64 && slug.bytes().all(spelled)
}

/// An object; or JSON text of one, which the original at times has put into JSON text again.
pub(super) fn metadata(value: Option<&Json>) -> (Option<String>, Option<Remark>) {
    let Some(mut value) = value.cloned() else { return (None, None) };
    for _ in 0..2 {
        let inner = value.as_str().and_then(|text| serde_json::from_str(text).ok());
        value = inner.unwrap_or(value);
    }
    match value {
        Json::Null => (None, None),
        Json::Object(object) => (Some(Json::Object(object).to_string()), None),
        _ => (None, Some(Remark::MetadataLeft)),
    }
}

fn roles(row: &SourceRow) -> Result<RoleList, Stop> {
    let text = row.filled("role").unwrap_or_else(|| "member".to_owned());
    Ok(text.parse().map_err(|_| Skip::by(Reason::BadValue, "role"))?)
}

fn member(_: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let roles = roles(row)?;
    Ok(Row::new(id.as_str())
        .text("id", id)
        .text("organization_id", required(row, "organizationId")?)
        .text("user_id", required(row, "userId")?)
        .text("role", roles.to_string())
        .flag("is_owner", roles.contains("owner"))
        .time("created_at", Some(created(row)?)))
}

fn invitation(context: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let email: Email = required(row, "email")?.parse().map_err(|_| Reason::BadEmail)?;
    let expires = required_time(row, "expiresAt")?;
    let status = row.filled("status").unwrap_or_else(|| "pending".to_owned());
    let pending = status == "pending" && context.now < expires;
    Ok(Row::new(id.as_str())
        .text("id", id)
        .text("organization_id", required(row, "organizationId")?)
        .text("email", email.as_str())
        .text("role", roles(row)?.to_string())
        .text("status", status)
        .maybe("team_id", row.filled("teamId"))
        .text("inviter_id", required(row, "inviterId")?)
        .time("expires_at", Some(expires))
        .time("created_at", Some(row.time("createdAt")?.unwrap_or(context.now)))
        .uncompared()
        .maybe("pending_key", pending.then(|| email.as_str().to_owned()))
        .uncompared())
}

fn role(_: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let name = RoleList::one(&required(row, "role")?);
    let name = name.map_err(|_| Skip::by(Reason::BadValue, "role"))?;
    let permission = row.get("permission").and_then(permission);
    let permission = permission.ok_or_else(|| Skip::by(Reason::BadValue, "permission"))?;
    Ok(Row::new(id.as_str())
        .text("id", id)
        .text("organization_id", required(row, "organizationId")?)
        .text("role", name.to_string())
        .text("permission", permission)
        .time("created_at", Some(created(row)?))
        .time("updated_at", row.time("updatedAt")?))
}

/// Actions by resource.
pub(super) fn permission(value: &Json) -> Option<String> {
    let parsed = value.as_str().and_then(|text| serde_json::from_str(text).ok());
    let value = parsed.unwrap_or_else(|| value.clone());
    let texts = |it: &Json| it.as_array().is_some_and(|all| all.iter().all(Json::is_string));
    value.as_object()?.values().all(texts).then(|| value.to_string())
}

fn team(_: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    Ok(Row::new(id.as_str())
        .text("id", id)
        .text("organization_id", required(row, "organizationId")?)
        .text("name", required(row, "name")?)
        .time("created_at", Some(created(row)?))
        .time("updated_at", row.time("updatedAt")?))
}

fn team_member(_: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    Ok(Row::new(id.as_str())
        .text("id", id)
        .text("team_id", required(row, "teamId")?)
        .text("user_id", required(row, "userId")?)
        .time("created_at", Some(created(row)?)))
}
