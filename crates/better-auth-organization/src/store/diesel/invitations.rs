use ::diesel::dsl::exists;
use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::access::RoleList;
use better_auth_core::store::{StoreError, StoreResult};
use better_auth_core::{Consequences, Email, Timestamp};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use diesel_async::RunQueryDsl;

use super::members::ONE_MEMBERSHIP;
use super::tables::{
    InvitationRow, MemberRow, OrganizationRow, invitations, members, organization_roles,
    organizations, sessions, users,
};
use super::taken_back;
use super::team_rows::{TeamMemberRow, team_members, teams};
use crate::invitation::{Invitation, InvitationId, InvitationStatus};
use crate::member::Member;
use crate::organization::OrganizationId;
use crate::permission::OWNER;
use crate::store::{
    Acceptance, Accepted, Answer, InvitationStore, Invited, MAX_PAGE, NewInvitation, Renewal,
    SentInvitation,
};
use crate::team::{self, TeamId, TeamMember, TeamMemberId};

const PENDING: &str = InvitationStatus::Pending.as_str();

/// The index that lets an address have one pending invitation.
const ONE_PENDING: &str = "invitations_organization_id_pending_key_key";

/// Why an invitation or its acceptance is taken back.
const TEAM_GONE: &str = "the organization has no such team";
const TEAM_FULL: &str = "the team has as many members as it may have";

/// Why an acceptance is taken back.
const INVITER_GONE: &str = "who invited could not invite any more";

#[async_trait]
impl InvitationStore for DieselAdapter {
    async fn create_invitation(
        &self,
        new: NewInvitation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Invited> {
        let invitation = new.invitation;
        let (organization, now) = (&invitation.organization_id, invitation.created_at.to_naive());
        let created = with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) || !stands!(conn, organization, new.actor) {
                return Ok(Invited::Outdated);
            }
            if !declares!(conn, organization, new.stored_roles) {
                return Ok(Invited::UnknownRole);
            }
            let member = members::table
                .inner_join(users::table)
                .filter(members::organization_id.eq(organization.as_str()))
                .filter(users::email.eq(invitation.email.as_str()));
            if ::diesel::select(exists(member)).get_result(conn).await? {
                return Ok(Invited::Member);
            }
            let own =
                invitations::table.filter(invitations::organization_id.eq(organization.as_str()));
            let to_address = own.filter(invitations::pending_key.eq(invitation.email.as_str()));
            let expired = to_address.filter(invitations::expires_at.le(now));
            let nobody = || invitations::pending_key.eq(None::<String>);
            ::diesel::update(expired).set(nobody()).execute(conn).await?;
            if new.replaces {
                let canceled =
                    (nobody(), invitations::status.eq(InvitationStatus::Canceled.as_str()));
                ::diesel::update(to_address).set(canceled).execute(conn).await?;
            }
            let pending = own
                .filter(invitations::pending_key.is_not_null())
                .filter(invitations::expires_at.gt(now));
            let count: i64 = pending.count().get_result(conn).await?;
            if new.limit.is_some_and(|limit| count >= i64::from(limit)) {
                // One that is pending to the address says more than the limit.
                let already: bool = ::diesel::select(exists(to_address)).get_result(conn).await?;
                return Ok(if already { Invited::Already } else { Invited::LimitReached });
            }
            for team in team::split(invitation.team_id.as_deref()) {
                if !has_team!(conn, organization, team) {
                    return Err(taken_back(TEAM_GONE).into());
                }
                if team_is_full!(conn, team, new.team_limit) {
                    return Err(taken_back(TEAM_FULL).into());
                }
            }
            let row = InvitationRow::from(invitation);
            ::diesel::insert_into(invitations::table).values(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Invited::Done)
        });
        match created {
            Err(error) if error.is_conflict_on(ONE_PENDING) => Ok(Invited::Already),
            Err(error) if error.is_conflict_on(TEAM_GONE) => Ok(Invited::UnknownTeam),
            Err(error) if error.is_conflict_on(TEAM_FULL) => Ok(Invited::TeamFull),
            Err(StoreError::MissingReference) => Ok(Invited::Outdated),
            created => created,
        }
    }

    async fn renew_invitation(
        &self,
        renewal: Renewal<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<Invitation>> {
        let organization = renewal.organization;
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization)
                || !stands!(conn, organization, Some(renewal.actor))
            {
                return Ok(None);
            }
            let row = invitations::table.filter(invitations::id.eq(renewal.invitation.as_str()));
            let pending = row
                .filter(invitations::organization_id.eq(organization.as_str()))
                .filter(invitations::status.eq(PENDING))
                .filter(invitations::pending_key.is_not_null())
                .filter(invitations::expires_at.gt(renewal.now.to_naive()));
            let later = invitations::expires_at.eq(renewal.expires_at.to_naive());
            if ::diesel::update(pending).set(later).execute(conn).await? == 0 {
                return Ok(None);
            }
            let renewed = row.select(InvitationRow::as_select()).get_result(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Some(Invitation::from(renewed)))
        })
    }

    async fn find_invitation(&self, id: &InvitationId) -> StoreResult<Option<SentInvitation>> {
        type Row = (InvitationRow, OrganizationRow, Option<String>);
        let row: Option<Row> = with_conn!(self, lookup, |conn| {
            let inviter = members::organization_id
                .eq(invitations::organization_id)
                .and(members::user_id.eq(invitations::inviter_id));
            Ok(invitations::table
                .inner_join(organizations::table)
                .left_join(members::table.on(inviter))
                .left_join(users::table.on(users::id.eq(members::user_id)))
                .filter(invitations::id.eq(id.as_str()))
                .select((
                    InvitationRow::as_select(),
                    OrganizationRow::as_select(),
                    users::email.nullable(),
                ))
                .get_result(conn)
                .await
                .optional()?)
        })?;
        Ok(row.map(|(invitation, organization, inviter_email)| SentInvitation {
            invitation: invitation.into(),
            organization: organization.into(),
            inviter_email,
        }))
    }

    async fn find_pending_invitation(
        &self,
        organization: &OrganizationId,
        email: &Email,
        now: Timestamp,
    ) -> StoreResult<Option<Invitation>> {
        with_conn!(self, lookup, |conn| {
            let row = invitations::table
                .filter(invitations::organization_id.eq(organization.as_str()))
                .filter(invitations::pending_key.eq(email.as_str()))
                .filter(invitations::expires_at.gt(now.to_naive()))
                .select(InvitationRow::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(Invitation::from))
        })
    }

    async fn list_invitations(
        &self,
        organization: &OrganizationId,
    ) -> StoreResult<Vec<Invitation>> {
        let rows: Vec<InvitationRow> = with_conn!(self, read, |conn| {
            Ok(invitations::table
                .filter(invitations::organization_id.eq(organization.as_str()))
                .order((invitations::created_at.desc(), invitations::id.desc()))
                .limit(MAX_PAGE.into())
                .select(InvitationRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(Invitation::from).collect())
    }

    async fn list_received_invitations(
        &self,
        email: &Email,
        now: Timestamp,
    ) -> StoreResult<Vec<(Invitation, String)>> {
        let rows: Vec<(InvitationRow, String)> = with_conn!(self, read, |conn| {
            Ok(invitations::table
                .inner_join(organizations::table)
                .filter(invitations::email.eq(email.as_str()))
                .filter(invitations::status.eq(PENDING))
                .filter(invitations::expires_at.gt(now.to_naive()))
                .order((invitations::created_at.desc(), invitations::id.desc()))
                .limit(MAX_PAGE.into())
                .select((InvitationRow::as_select(), organizations::name))
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(|(invitation, name)| (invitation.into(), name)).collect())
    }

    /// Marking the invitation decides: of all who accept it, one marks it.
    async fn accept_invitation(
        &self,
        acceptance: Acceptance<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Accepted> {
        let (organization, now) = (acceptance.organization, acceptance.now.to_naive());
        let accepted = with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) {
                return Ok(Accepted::Unknown);
            }
            if is_full!(conn, organization, acceptance.limit) {
                return Ok(Accepted::LimitReached);
            }
            let row = invitations::table.filter(invitations::id.eq(acceptance.invitation.as_str()));
            let open = row
                .filter(invitations::organization_id.eq(organization.as_str()))
                .filter(invitations::email.eq(acceptance.email.as_str()))
                .filter(invitations::status.eq(PENDING))
                .filter(invitations::expires_at.gt(now));
            let mark = (
                invitations::status.eq(InvitationStatus::Accepted.as_str()),
                invitations::pending_key.eq(None::<String>),
            );
            if ::diesel::update(open).set(mark).execute(conn).await? == 0 {
                return Ok(Accepted::Unknown);
            }
            let invitation = row.select(InvitationRow::as_select()).get_result(conn).await?;
            let invitation = Invitation::from(invitation);
            let inviter = members::table
                .filter(members::organization_id.eq(organization.as_str()))
                .filter(members::user_id.eq(invitation.inviter_id.as_str()))
                .select(members::is_owner);
            let inviter: Option<bool> = inviter.get_result(conn).await.optional()?;
            // Whoever is no owner any more makes nobody one.
            let makes_owner = invitation.roles.contains(OWNER);
            if !inviter.is_some_and(|is_owner| is_owner || !makes_owner) {
                return Err(taken_back(INVITER_GONE).into());
            }
            let member = joined(&acceptance, &invitation);
            let row = MemberRow::from(&member);
            ::diesel::insert_into(members::table).values(row).execute(conn).await?;
            if let Some(session) = acceptance.session {
                activate!(conn, Some(organization), acceptance.user, session);
            }
            if let Some(invited) = acceptance.teams {
                let joined = team::split(invitation.team_id.as_deref());
                for (team, id) in joined.iter().zip(invited.members) {
                    if !has_team!(conn, organization, team) {
                        return Err(taken_back(TEAM_GONE).into());
                    }
                    if team_is_full!(conn, team, invited.limit) {
                        return Err(taken_back(TEAM_FULL).into());
                    }
                    let row = TeamMemberRow::from(&in_team(&acceptance, team, id));
                    ::diesel::insert_into(team_members::table).values(row).execute(conn).await?;
                }
                if let ([team], Some(session)) = (joined.as_slice(), acceptance.session) {
                    activate_team!(conn, team, acceptance.user, session);
                }
            }
            conn.write_consequences(consequences).await?;
            Ok(Accepted::Done(Box::new((invitation, member))))
        });
        match accepted {
            Err(error) if error.is_conflict_on(INVITER_GONE) => Ok(Accepted::InviterGone),
            Err(error) if error.is_conflict_on(ONE_MEMBERSHIP) => Ok(Accepted::Member),
            Err(error) if error.is_conflict_on(TEAM_GONE) => Ok(Accepted::UnknownTeam),
            Err(error) if error.is_conflict_on(TEAM_FULL) => Ok(Accepted::TeamFull),
            Err(StoreError::MissingReference) => Ok(Accepted::Unknown),
            accepted => accepted,
        }
    }

    async fn end_invitation(
        &self,
        answer: Answer<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<Invitation>> {
        let organization = answer.organization;
        let after = answer.open_at.unwrap_or(Timestamp::from_millis(0)).to_naive();
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) || !stands!(conn, organization, answer.actor)
            {
                return Ok(None);
            }
            let row = invitations::table.filter(invitations::id.eq(answer.invitation.as_str()));
            let pending = row
                .filter(invitations::organization_id.eq(organization.as_str()))
                .filter(invitations::status.eq(PENDING))
                .filter(invitations::expires_at.gt(after));
            let ended = (
                invitations::status.eq(answer.status.as_str()),
                invitations::pending_key.eq(None::<String>),
            );
            if ::diesel::update(pending).set(ended).execute(conn).await? == 0 {
                return Ok(None);
            }
            let ended = row.select(InvitationRow::as_select()).get_result(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Some(Invitation::from(ended)))
        })
    }
}

/// Who has accepted, as a member.
fn joined(acceptance: &Acceptance<'_>, invitation: &Invitation) -> Member {
    Member {
        id: acceptance.member.clone(),
        organization_id: invitation.organization_id.clone(),
        user_id: acceptance.user.clone(),
        roles: invitation.roles.clone(),
        created_at: acceptance.now,
    }
}

/// Who has accepted, in a team.
fn in_team(acceptance: &Acceptance<'_>, team: &TeamId, id: &TeamMemberId) -> TeamMember {
    TeamMember {
        id: id.clone(),
        team_id: team.clone(),
        user_id: acceptance.user.clone(),
        created_at: acceptance.now,
    }
}
