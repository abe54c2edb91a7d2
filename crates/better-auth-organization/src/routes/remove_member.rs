use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::key;
use crate::api::MemberResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Whom to remove.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemoveMemberRequest {
    /// The id of the membership, or the address of the user.
    member_id_or_email: String,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// Who was removed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemoveMemberResponse {
    /// The membership as it was.
    member: MemberResponse,
}

/// Remove a member.
#[utoipa::path(
    post,
    path = "/organization/remove-member",
    tag = "organization",
    request_body = RemoveMemberRequest,
    responses(
        (status = 200, description = "The membership as it was", body = RemoveMemberResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `MEMBER_NOT_FOUND`, `YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER`", body = ErrorResponse),
        (status = 401, description = "`YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn remove_member(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<RemoveMemberRequest>,
) -> Result<Json<RemoveMemberResponse>, ApiError> {
    let RemoveMemberRequest { member_id_or_email, organization_id } = body.0;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let caller = Caller::new(&current, &facts);
    let removed = service.remove_member(caller, &key, &member_id_or_email).await?;
    Ok(Json(RemoveMemberResponse { member: removed.into() }))
}
