//! The plugin's tables, and the columns of core's that it touches.

use ::diesel::{Insertable, Queryable, Selectable};
use better_auth_core::access::RoleList;
use better_auth_core::{Email, Timestamp, UserId};
use chrono::NaiveDateTime;

use crate::invitation::{Invitation, InvitationId, InvitationStatus};
use crate::member::{Member, MemberId, Person};
use crate::organization::{Metadata, Organization, OrganizationId, Slug};

::diesel::table! {
    organizations (id) {
        id -> Text,
        name -> Text,
        slug -> Text,
        logo -> Nullable<Text>,
        metadata -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

::diesel::table! {
    members (id) {
        id -> Text,
        organization_id -> Text,
        user_id -> Text,
        role -> Text,
        is_owner -> Bool,
        created_at -> Timestamp,
    }
}

::diesel::table! {
    invitations (id) {
        id -> Text,
        organization_id -> Text,
        email -> Text,
        role -> Text,
        status -> Text,
        team_id -> Nullable<Text>,
        inviter_id -> Text,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        pending_key -> Nullable<Text>,
    }
}

::diesel::table! {
    organization_roles (id) {
        id -> Text,
        organization_id -> Text,
        role -> Text,
        permission -> Text,
        created_at -> Timestamp,
        updated_at -> Nullable<Timestamp>,
    }
}

::diesel::table! {
    users (id) {
        id -> Text,
        name -> Text,
        email -> Text,
        image -> Nullable<Text>,
    }
}

::diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        active_organization_id -> Nullable<Text>,
        active_team_id -> Nullable<Text>,
    }
}

::diesel::joinable!(members -> organizations (organization_id));
::diesel::joinable!(members -> users (user_id));
::diesel::joinable!(invitations -> organizations (organization_id));
::diesel::allow_tables_to_appear_in_same_query!(organizations, members, invitations, users);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = organizations)]
pub(super) struct OrganizationRow {
    id: String,
    name: String,
    slug: String,
    logo: Option<String>,
    metadata: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Organization> for OrganizationRow {
    fn from(organization: &Organization) -> Self {
        Self {
            id: organization.id.as_str().to_owned(),
            name: organization.name.clone(),
            slug: organization.slug.as_str().to_owned(),
            logo: organization.logo.clone(),
            metadata: organization.metadata.as_ref().map(metadata_text),
            created_at: organization.created_at.to_naive(),
            updated_at: organization.created_at.to_naive(),
        }
    }
}

impl From<OrganizationRow> for Organization {
    fn from(row: OrganizationRow) -> Self {
        Self {
            id: OrganizationId::from_store(row.id),
            name: row.name,
            slug: Slug::from_store(row.slug),
            logo: row.logo,
            metadata: row.metadata.and_then(|text| serde_json::from_str(&text).ok()),
            created_at: Timestamp::from_naive(row.created_at),
        }
    }
}

/// Metadata as it is stored.
pub(super) fn metadata_text(metadata: &Metadata) -> String {
    serde_json::to_string(metadata).unwrap_or_default()
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = members)]
pub(super) struct MemberRow {
    id: String,
    organization_id: String,
    user_id: String,
    role: String,
    is_owner: bool,
    created_at: NaiveDateTime,
}

impl From<&Member> for MemberRow {
    fn from(member: &Member) -> Self {
        Self {
            id: member.id.as_str().to_owned(),
            organization_id: member.organization_id.as_str().to_owned(),
            user_id: member.user_id.as_str().to_owned(),
            role: member.roles.to_string(),
            is_owner: member.is_owner(),
            created_at: member.created_at.to_naive(),
        }
    }
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
            id: MemberId::from_store(row.id),
            organization_id: OrganizationId::from_store(row.organization_id),
            user_id: UserId::from_store(row.user_id),
            roles: RoleList::from_store(&row.role),
            created_at: Timestamp::from_naive(row.created_at),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct PersonRow {
    id: String,
    name: String,
    email: String,
    image: Option<String>,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        let PersonRow { id, name, email, image } = row;
        Self { id: UserId::from_store(id), name, email, image }
    }
}

/// A member, and who it is.
pub(super) fn with_person((member, person): (MemberRow, PersonRow)) -> (Member, Person) {
    (member.into(), person.into())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
pub(super) struct InvitationRow {
    id: String,
    organization_id: String,
    email: String,
    role: String,
    status: String,
    team_id: Option<String>,
    inviter_id: String,
    expires_at: NaiveDateTime,
    created_at: NaiveDateTime,
    pending_key: Option<String>,
}

impl From<&Invitation> for InvitationRow {
    fn from(invitation: &Invitation) -> Self {
        let email = invitation.email.as_str().to_owned();
        Self {
            id: invitation.id.as_str().to_owned(),
            organization_id: invitation.organization_id.as_str().to_owned(),
            pending_key: (invitation.status == InvitationStatus::Pending).then(|| email.clone()),
            email,
            role: invitation.roles.to_string(),
            status: invitation.status.as_str().to_owned(),
            team_id: invitation.team_id.clone(),
            inviter_id: invitation.inviter_id.as_str().to_owned(),
            expires_at: invitation.expires_at.to_naive(),
            created_at: invitation.created_at.to_naive(),
        }
    }
}

impl From<InvitationRow> for Invitation {
    fn from(row: InvitationRow) -> Self {
        Self {
            id: InvitationId::from_store(row.id),
            organization_id: OrganizationId::from_store(row.organization_id),
            email: Email::from_store(row.email),
            roles: RoleList::from_store(&row.role),
            status: InvitationStatus::from_store(&row.status),
            team_id: row.team_id,
            inviter_id: UserId::from_store(row.inviter_id),
            expires_at: Timestamp::from_naive(row.expires_at),
            created_at: Timestamp::from_naive(row.created_at),
        }
    }
}
