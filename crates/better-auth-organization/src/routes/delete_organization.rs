use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::by_id;
use crate::api::OrganizationResponse;
use crate::error::ORGANIZATION_DELETION_DISABLED;
use crate::service::{Caller, Organizations};

/// Which organization.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteOrganizationRequest {
    /// Its id.
    organization_id: String,
}

/// Delete an organization and everything that is its own.
#[utoipa::path(
    post,
    path = "/organization/delete",
    tag = "organization",
    request_body = DeleteOrganizationRequest,
    responses(
        (status = 200, description = "The organization as it was", body = OrganizationResponse),
        (status = 400, description = "`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION`", body = ErrorResponse),
        (status = 404, description = "`ORGANIZATION_DELETION_DISABLED`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn delete_organization(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<DeleteOrganizationRequest>,
) -> Result<Json<OrganizationResponse>, ApiError> {
    if !service.options.deletion {
        return Err(ORGANIZATION_DELETION_DISABLED.into());
    }
    let key = by_id(&body.0.organization_id);
    let deleted = service.delete(Caller::new(&current, &facts), &key).await?;
    Ok(Json(deleted.into()))
}
