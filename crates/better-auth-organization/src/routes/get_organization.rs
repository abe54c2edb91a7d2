use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};

use super::OrganizationQuery;
use crate::api::OrganizationResponse;
use crate::service::{Caller, Organizations};

/// Read an organization.
#[utoipa::path(
    get,
    path = "/organization/get-organization",
    tag = "organization",
    params(OrganizationQuery),
    responses(
        (status = 200, description = "The organization; null if none is named and none is active", body = Option<OrganizationResponse>),
        (status = 400, description = "`ORGANIZATION_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_organization(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<OrganizationQuery>,
) -> Result<Json<Option<OrganizationResponse>>, ApiError> {
    let Some(key) = query.0.key(&current.session) else { return Ok(Json(None)) };
    let standing = service.read(Caller::new(&current, &facts), &key).await?;
    Ok(Json(Some(standing.organization.into())))
}
