//! One file for each route.

pub(crate) mod accept_invitation;
pub(crate) mod add_team_member;
pub(crate) mod cancel_invitation;
pub(crate) mod check_slug;
pub(crate) mod create_organization;
pub(crate) mod create_role;
pub(crate) mod create_team;
pub(crate) mod delete_organization;
pub(crate) mod delete_role;
pub(crate) mod get_active_member;
pub(crate) mod get_active_member_role;
pub(crate) mod get_full_organization;
pub(crate) mod get_invitation;
pub(crate) mod get_organization;
pub(crate) mod get_role;
pub(crate) mod has_permission;
pub(crate) mod invite_member;
pub(crate) mod leave_organization;
pub(crate) mod list_invitations;
pub(crate) mod list_members;
pub(crate) mod list_organizations;
pub(crate) mod list_roles;
pub(crate) mod list_team_members;
pub(crate) mod list_teams;
pub(crate) mod list_user_invitations;
pub(crate) mod list_user_teams;
pub(crate) mod reject_invitation;
pub(crate) mod remove_member;
pub(crate) mod remove_team;
pub(crate) mod remove_team_member;
pub(crate) mod set_active_organization;
pub(crate) mod set_active_team;
pub(crate) mod update_member_role;
pub(crate) mod update_organization;
pub(crate) mod update_role;
pub(crate) mod update_team;

use better_auth_core::access::{InvalidRoleName, RoleList};
use better_auth_core::{ApiError, Session, UserId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::organization::{
    MAX_LOGO, MAX_METADATA, MAX_NAME, Metadata, OrganizationId, OrganizationKey, Slug,
};
use crate::role::{OrganizationRoleId, OrganizationRoleKey};
use crate::team::TeamId;

/// Which organization a question is about.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct OrganizationQuery {
    /// By its id. Default: the one that is active in the session.
    organization_id: Option<String>,
    /// By its slug; counts before the id.
    organization_slug: Option<String>,
}

impl OrganizationQuery {
    /// The organization that is named, or the active one; `None` if there is none.
    fn key(&self, session: &Session) -> Option<OrganizationKey> {
        match self.organization_slug.as_deref().filter(|slug| !slug.is_empty()) {
            Some(slug) => Some(by_slug(slug)),
            None => key(self.organization_id.as_deref(), session),
        }
    }
}

/// The organization of that id, or the active one; `None` if there is none.
fn key(id: Option<&str>, session: &Session) -> Option<OrganizationKey> {
    match id.filter(|id| !id.is_empty()) {
        Some(id) => Some(by_id(id)),
        None => session.active_organization_id.as_deref().map(by_id),
    }
}

/// What can not be an id names an organization that nobody has.
fn by_id(id: &str) -> OrganizationKey {
    let nobodys = || OrganizationId::from_store(String::new());
    OrganizationKey::Id(id.parse().unwrap_or_else(|_| nobodys()))
}

/// What can not be an id names a team that nobody has.
fn team_id_of(text: &str) -> TeamId {
    text.parse().unwrap_or_else(|_| TeamId::from_store(String::new()))
}

/// What can not be an id names nobody.
fn user_id_of(text: &str) -> UserId {
    text.parse().unwrap_or_else(|_| UserId::from_store(String::new()))
}

/// What can not be a slug names an organization that nobody has.
fn by_slug(slug: &str) -> OrganizationKey {
    let nobodys = || Slug::from_store(String::new());
    OrganizationKey::Slug(slug.parse().unwrap_or_else(|_| nobodys()))
}

/// One role or several, each text with one name or several.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum RolesRequest {
    /// `admin` or `admin,accountant`.
    One(String),
    /// `["admin", "accountant"]`.
    Several(Vec<String>),
}

impl RolesRequest {
    fn parse(&self) -> Result<RoleList, InvalidRoleName> {
        match self {
            Self::One(text) => RoleList::parse([text.as_str()]),
            Self::Several(texts) => RoleList::parse(texts.iter().map(String::as_str)),
        }
    }
}

/// The role of that name or id. What can not be an id names a role that nobody has. `place` is where
/// both should be.
fn role_key(
    place: &str,
    name: Option<String>,
    id: Option<String>,
) -> Result<OrganizationRoleKey, ApiError> {
    let id = id.filter(|id| !id.is_empty());
    match (name.filter(|name| !name.is_empty()), id) {
        (Some(name), _) => Ok(OrganizationRoleKey::Name(name)),
        (None, Some(id)) => {
            let nobodys = || OrganizationRoleId::from_store(String::new());
            Ok(OrganizationRoleKey::Id(id.parse().unwrap_or_else(|_| nobodys())))
        }
        (None, None) => Err(ApiError::validation(format!("[{place}.roleName] Required"))),
    }
}

/// `field` is what the body calls it.
fn checked_name(field: &str, name: &str) -> Result<String, ApiError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.contains(char::is_control) {
        return Err(ApiError::validation(format!(
            "[body.{field}] must have 1 to {MAX_NAME} characters"
        )));
    }
    Ok(name.to_owned())
}

fn checked_slug(field: &str, slug: &str) -> Result<Slug, ApiError> {
    slug.parse().map_err(|error| ApiError::validation(format!("[body.{field}] {error}")))
}

fn checked_logo(field: &str, logo: String) -> Result<String, ApiError> {
    if logo.len() > MAX_LOGO || logo.contains(char::is_control) {
        return Err(ApiError::validation(format!(
            "[body.{field}] must have at most {MAX_LOGO} characters"
        )));
    }
    Ok(logo)
}

fn checked_metadata(field: &str, metadata: Metadata) -> Result<Metadata, ApiError> {
    let size = serde_json::to_string(&metadata).map_or(usize::MAX, |text| text.len());
    if size > MAX_METADATA {
        return Err(ApiError::validation(format!(
            "[body.{field}] must have at most {MAX_METADATA} bytes"
        )));
    }
    Ok(metadata)
}
