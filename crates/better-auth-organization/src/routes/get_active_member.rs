use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json};

use crate::api::MemberResponse;
use crate::error::{MEMBER_NOT_FOUND, NO_ACTIVE_ORGANIZATION};
use crate::organization::OrganizationId;
use crate::service::Organizations;

/// Read the own membership of the active organization.
#[utoipa::path(
    get,
    path = "/organization/get-active-member",
    tag = "organization",
    responses(
        (status = 200, description = "The membership", body = MemberResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `MEMBER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_active_member(
    State(service): State<Organizations>,
    current: CurrentSession,
) -> Result<Json<MemberResponse>, ApiError> {
    let active = current.session.active_organization_id.ok_or(NO_ACTIVE_ORGANIZATION)?;
    let organization = OrganizationId::from_store(active);
    let member = service.member(&organization, &current.user.id).await?;
    Ok(Json(member.ok_or(MEMBER_NOT_FOUND)?.into()))
}
