use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::by_id;
use crate::api::MemberResponse;
use crate::service::{Caller, Organizations};

/// Which organization.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeaveOrganizationRequest {
    /// Its id.
    organization_id: String,
}

/// Leave an organization.
#[utoipa::path(
    post,
    path = "/organization/leave",
    tag = "organization",
    request_body = LeaveOrganizationRequest,
    responses(
        (status = 200, description = "The membership as it was", body = MemberResponse),
        (status = 400, description = "`MEMBER_NOT_FOUND`, `YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn leave_organization(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<LeaveOrganizationRequest>,
) -> Result<Json<MemberResponse>, ApiError> {
    let key = by_id(&body.0.organization_id);
    let left = service.leave(Caller::new(&current, &facts), &key).await?;
    Ok(Json(left.into()))
}
