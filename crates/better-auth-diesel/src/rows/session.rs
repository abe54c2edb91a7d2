use better_auth_core::assurance::Amr;
use better_auth_core::entity::{NewSession, Session};
use better_auth_core::fields::Additional;
use better_auth_core::{Assurance, SessionId, Timestamp, UserId};
use chrono::NaiveDateTime;
use diesel::{Insertable, Queryable, Selectable};

use crate::schema::sessions;

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(crate) struct SessionRow {
    id: String,
    user_id: String,
    expires_at: NaiveDateTime,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    ip_address: Option<String>,
    user_agent: Option<String>,
    remembered: bool,
    amr: String,
    authenticated_at: NaiveDateTime,
    second_factor_at: Option<NaiveDateTime>,
    active_organization_id: Option<String>,
    active_team_id: Option<String>,
    impersonated_by: Option<String>,
    additional: Option<String>,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: SessionId::from_store(row.id),
            user_id: UserId::from_store(row.user_id),
            expires_at: Timestamp::from_naive(row.expires_at),
            created_at: Timestamp::from_naive(row.created_at),
            updated_at: Timestamp::from_naive(row.updated_at),
            ip_address: row.ip_address,
            user_agent: row.user_agent,
            remembered: row.remembered,
            assurance: Assurance {
                methods: Amr::list(&row.amr),
                authenticated_at: Timestamp::from_naive(row.authenticated_at),
                second_factor_at: row.second_factor_at.map(Timestamp::from_naive),
            },
            active_organization_id: row.active_organization_id,
            active_team_id: row.active_team_id,
            impersonated_by: row.impersonated_by.map(UserId::from_store),
            additional: Additional::from_store(row.additional),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = sessions)]
pub(crate) struct NewSessionRow<'a> {
    id: &'a str,
    token_hash: &'a str,
    user_id: &'a str,
    expires_at: NaiveDateTime,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    ip_address: Option<&'a str>,
    user_agent: Option<&'a str>,
    remembered: bool,
    amr: String,
    authenticated_at: NaiveDateTime,
    second_factor_at: Option<NaiveDateTime>,
    active_organization_id: Option<&'a str>,
    active_team_id: Option<&'a str>,
    impersonated_by: Option<&'a str>,
    additional: Option<String>,
}

impl<'a> From<&'a NewSession> for NewSessionRow<'a> {
    fn from(new: &'a NewSession) -> Self {
        let session = &new.session;
        Self {
            id: session.id.as_str(),
            token_hash: new.token_hash.as_str(),
            user_id: session.user_id.as_str(),
            expires_at: session.expires_at.to_naive(),
            created_at: session.created_at.to_naive(),
            updated_at: session.updated_at.to_naive(),
            ip_address: session.ip_address.as_deref(),
            user_agent: session.user_agent.as_deref(),
            remembered: session.remembered,
            amr: Amr::text(&session.assurance.methods),
            authenticated_at: session.assurance.authenticated_at.to_naive(),
            second_factor_at: session.assurance.second_factor_at.map(Timestamp::to_naive),
            active_organization_id: session.active_organization_id.as_deref(),
            active_team_id: session.active_team_id.as_deref(),
            impersonated_by: session.impersonated_by.as_ref().map(UserId::as_str),
            additional: session.additional.to_store(),
        }
    }
}
