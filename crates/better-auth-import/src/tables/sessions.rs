use std::time::Duration;

use better_auth_core::extract::MAX_USER_AGENT;
use better_auth_core::token::TokenHash;

use super::{Context, Plan, additional, checked_id, created, required, required_time};
use crate::report::Reason;
use crate::source::SourceRow;
use crate::target::{OF_USER, Row, Stop, Target, Unique};

pub(crate) const PLAN: Plan = Plan {
    source: "session",
    needs: &["id", "userId", "token", "expiresAt"],
    takes: &[
        "createdAt",
        "updatedAt",
        "ipAddress",
        "userAgent",
        "activeOrganizationId",
        "activeTeamId",
        "impersonatedBy",
    ],
    target: Target {
        table: "sessions",
        key: "id",
        uniques: &[Unique::new(&["token_hash"], Reason::Duplicate)],
        parents: &[OF_USER],
    },
    convert,
    extra: None,
    fields: |auth| Some(&auth.settings().session_fields),
};

/// Tokens of the original have 32 letters and digits.
const TOKEN_LENGTH: usize = 32;

/// The original keeps whether a session outlives its browser in a cookie only. One that does not
/// ends after a day.
const UNREMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

fn convert(context: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let user = required(row, "userId")?;
    let token = required(row, "token")?;
    if token.len() != TOKEN_LENGTH || !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Reason::BadToken.into());
    }
    let expires = required_time(row, "expiresAt")?;
    if expires <= context.now {
        return Err(Reason::Expired.into());
    }
    if row.filled("impersonatedBy").is_some() {
        return Err(Reason::Impersonation.into());
    }
    let created = created(row)?;
    let (additional, misfit) = additional(&context.auth.settings().session_fields, row);
    let agent = row.filled("userAgent").map(|agent| cut(agent, MAX_USER_AGENT));
    Ok(Row::new(id.as_str())
        .remark(misfit)
        .text("id", id)
        .text("token_hash", TokenHash::of(&token).as_str())
        .text("user_id", user)
        .time("expires_at", Some(expires))
        .time("created_at", Some(created))
        .time("updated_at", Some(row.time("updatedAt")?.unwrap_or(created)))
        .maybe("ip_address", row.filled("ipAddress"))
        .maybe("user_agent", agent)
        .flag("remembered", expires.since(created) > UNREMEMBERED)
        // How the user signed in is not known: so nothing is claimed.
        .text("amr", "")
        .time("authenticated_at", Some(created))
        .time("second_factor_at", None)
        .maybe("active_organization_id", row.filled("activeOrganizationId"))
        .maybe("active_team_id", row.filled("activeTeamId"))
        .maybe("additional", additional))
}

fn cut(mut text: String, longest: usize) -> String {
    let end = (0..=longest.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    text.truncate(end.unwrap_or(0));
    text
}
