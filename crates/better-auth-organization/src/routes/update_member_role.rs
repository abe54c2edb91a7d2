use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{RolesRequest, key};
use crate::api::MemberResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::member::MemberId;
use crate::service::{Caller, Organizations};

/// Whose roles become which.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateMemberRoleRequest {
    /// The id of the membership.
    member_id: String,
    /// The roles from then on.
    role: RolesRequest,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// Give a member other roles.
#[utoipa::path(
    post,
    path = "/organization/update-member-role",
    tag = "organization",
    request_body = UpdateMemberRoleRequest,
    responses(
        (status = 200, description = "The membership as it is now", body = MemberResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `MEMBER_NOT_FOUND`, `ROLE_NOT_FOUND`, `YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_member_role(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<UpdateMemberRoleRequest>,
) -> Result<Json<MemberResponse>, ApiError> {
    let UpdateMemberRoleRequest { member_id, role, organization_id } = body.0;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let roles =
        role.parse().map_err(|error| ApiError::validation(format!("[body.role] {error}")))?;
    let target = member_id.parse().unwrap_or_else(|_| MemberId::from_store(String::new()));
    let caller = Caller::new(&current, &facts);
    let member = service.change_roles(caller, &key, &target, roles).await?;
    Ok(Json(member.into()))
}
