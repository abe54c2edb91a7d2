//! One file for each route.

pub(crate) mod ban_user;
pub(crate) mod create_user;
pub(crate) mod get_user;
pub(crate) mod has_permission;
pub(crate) mod impersonate_user;
pub(crate) mod list_user_sessions;
pub(crate) mod list_users;
mod person_data;
pub(crate) mod remove_user;
pub(crate) mod revoke_user_session;
pub(crate) mod revoke_user_sessions;
pub(crate) mod set_role;
pub(crate) mod set_user_password;
pub(crate) mod stop_impersonating;
pub(crate) mod unban_user;
pub(crate) mod update_user;

use better_auth_core::access::RoleList;
use better_auth_core::api::UserResponse;
use better_auth_core::{ApiError, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::INVALID_ROLE_TYPE;

/// Which user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AdminUserIdRequest {
    /// By the id.
    user_id: String,
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdminUserResponse {
    /// As they are now.
    user: UserResponse,
}

/// Done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdminSuccessResponse {
    /// Always true; failures have another status code.
    success: bool,
}

impl AdminSuccessResponse {
    const DONE: Self = Self { success: true };
}

/// One role or several, each text with one name or several.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum AdminRolesRequest {
    /// `admin` or `admin,support`.
    One(String),
    /// `["admin", "support"]`.
    Several(Vec<String>),
}

impl AdminRolesRequest {
    fn parse(&self) -> Result<RoleList, ApiError> {
        let roles = match self {
            Self::One(text) => RoleList::parse([text.as_str()]),
            Self::Several(texts) => RoleList::parse(texts.iter().map(String::as_str)),
        };
        roles.map_err(|_| INVALID_ROLE_TYPE.into())
    }
}

/// What can not be an id names somebody who is not there.
fn user_id(text: &str) -> UserId {
    text.parse().unwrap_or_else(|_| UserId::from_store(String::new()))
}

/// A text of an administrator: bounded, on one line.
fn checked_text(field: &str, text: &str) -> Result<(), ApiError> {
    if text.chars().count() > 1000 || text.contains(char::is_control) {
        return Err(ApiError::validation(format!(
            "[body.{field}] must have at most 1000 characters, and no control characters"
        )));
    }
    Ok(())
}
