//! The wire forms.

use better_auth_core::access::Permissions;
use better_auth_core::{Email, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::invitation::{Invitation, InvitationId, InvitationStatus};
use crate::member::{Member, MemberId, Person};
use crate::organization::{Metadata, Organization, OrganizationId};
use crate::role::{OrganizationRole, OrganizationRoleId};
use crate::team::{Team, TeamId, TeamMember, TeamMemberId};

/// An organization.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Organization)]
pub(crate) struct OrganizationResponse {
    /// What people call it.
    name: String,
    /// What it is called in URLs.
    slug: String,
    /// URL of a picture.
    logo: Option<String>,
    /// When it was created.
    created_at: Timestamp,
    /// What the application keeps about it.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Metadata>,
    /// Names the organization.
    id: OrganizationId,
}

impl From<Organization> for OrganizationResponse {
    fn from(organization: Organization) -> Self {
        Self {
            name: organization.name,
            slug: organization.slug.as_str().to_owned(),
            logo: organization.logo,
            created_at: organization.created_at,
            metadata: organization.metadata,
            id: organization.id,
        }
    }
}

/// What members see of one another.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OrganizationPerson)]
pub(crate) struct PersonResponse {
    /// Names the user.
    id: UserId,
    /// What the user is called.
    name: String,
    /// The address.
    #[schema(format = "email")]
    email: String,
    /// URL of a picture.
    image: Option<String>,
}

impl From<Person> for PersonResponse {
    fn from(person: Person) -> Self {
        let Person { id, name, email, image } = person;
        Self { id, name, email, image }
    }
}

/// A member of an organization.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
pub(crate) struct MemberResponse {
    /// Of which organization.
    organization_id: OrganizationId,
    /// Which user.
    user_id: UserId,
    /// The roles, with commas between them.
    role: String,
    /// Since when.
    created_at: Timestamp,
    /// Names the membership.
    id: MemberId,
    /// Who it is; on routes that tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<PersonResponse>,
}

impl From<Member> for MemberResponse {
    fn from(member: Member) -> Self {
        Self {
            organization_id: member.organization_id,
            user_id: member.user_id,
            role: member.roles.to_string(),
            created_at: member.created_at,
            id: member.id,
            user: None,
        }
    }
}

impl From<(Member, Person)> for MemberResponse {
    fn from((member, person): (Member, Person)) -> Self {
        Self { user: Some(person.into()), ..member.into() }
    }
}

/// An invitation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invitation)]
pub(crate) struct InvitationResponse {
    /// Into which organization.
    organization_id: OrganizationId,
    /// To which address.
    #[schema(value_type = String, format = "email")]
    email: Email,
    /// The roles, with commas between them.
    role: String,
    /// What became of it.
    status: InvitationStatus,
    /// From this moment on it can not be accepted.
    expires_at: Timestamp,
    /// When it was made.
    created_at: Timestamp,
    /// Who asks.
    inviter_id: UserId,
    /// The teams to join, with commas between them; absent while teams are off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    team_id: Option<Option<String>>,
    /// Names the invitation.
    id: InvitationId,
}

impl InvitationResponse {
    /// `teams`: whether teams are on.
    pub(crate) fn new(invitation: Invitation, teams: bool) -> Self {
        Self {
            organization_id: invitation.organization_id,
            email: invitation.email,
            role: invitation.roles.to_string(),
            status: invitation.status,
            expires_at: invitation.expires_at,
            created_at: invitation.created_at,
            inviter_id: invitation.inviter_id,
            team_id: teams.then_some(invitation.team_id),
            id: invitation.id,
        }
    }
}

/// A role that an organization declares for itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrganizationRole)]
pub(crate) struct OrganizationRoleResponse {
    /// Of which organization.
    organization_id: OrganizationId,
    /// What members have it as.
    role: String,
    /// What it allows: actions by resource.
    permission: Permissions,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed; absent before the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<Timestamp>,
    /// Names the role for good.
    id: OrganizationRoleId,
}

impl From<OrganizationRole> for OrganizationRoleResponse {
    fn from(role: OrganizationRole) -> Self {
        Self {
            organization_id: role.organization_id,
            role: role.name,
            permission: role.permissions,
            created_at: role.created_at,
            updated_at: role.updated_at,
            id: role.id,
        }
    }
}

/// A team.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Team)]
pub(crate) struct TeamResponse {
    /// What people call it.
    name: String,
    /// Of which organization.
    organization_id: OrganizationId,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed; absent before the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<Timestamp>,
    /// Names the team.
    id: TeamId,
}

impl From<Team> for TeamResponse {
    fn from(team: Team) -> Self {
        let Team { id, organization_id, name, created_at, updated_at } = team;
        Self { name, organization_id, created_at, updated_at, id }
    }
}

/// Somebody in a team.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TeamMember)]
pub(crate) struct TeamMemberResponse {
    /// Which team.
    team_id: TeamId,
    /// Who.
    user_id: UserId,
    /// Since when.
    created_at: Timestamp,
    /// Names the membership.
    id: TeamMemberId,
}

impl From<TeamMember> for TeamMemberResponse {
    fn from(member: TeamMember) -> Self {
        let TeamMember { id, team_id, user_id, created_at } = member;
        Self { team_id, user_id, created_at, id }
    }
}
