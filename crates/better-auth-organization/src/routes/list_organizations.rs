use axum::extract::State;
use better_auth_core::{ApiError, CurrentSession, Json};

use crate::api::OrganizationResponse;
use crate::service::Organizations;

/// List the organizations of which the caller is a member.
#[utoipa::path(
    get,
    path = "/organization/list",
    tag = "organization",
    responses(
        (status = 200, description = "The first joined first", body = Vec<OrganizationResponse>),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_organizations(
    State(service): State<Organizations>,
    current: CurrentSession,
) -> Result<Json<Vec<OrganizationResponse>>, ApiError> {
    let list = service.list(&current.user.id).await?.into_iter();
    Ok(Json(list.map(OrganizationResponse::from).collect()))
}
