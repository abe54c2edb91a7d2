use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::Given;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{by_id, by_slug, key};
use crate::api::OrganizationResponse;
use crate::service::{Caller, Organizations};

/// Which organization. Without both the active one stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetActiveOrganizationRequest {
    /// By its id; null: none.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    organization_id: Given<Option<String>>,
    /// By its slug, unless there is an id.
    organization_slug: Option<String>,
}

/// Let the session work in another organization, or in none.
#[utoipa::path(
    post,
    path = "/organization/set-active",
    tag = "organization",
    request_body = SetActiveOrganizationRequest,
    responses(
        (status = 200, description = "The organization that is active now, or null", body = Option<OrganizationResponse>),
        (status = 400, description = "`ORGANIZATION_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn set_active_organization(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<SetActiveOrganizationRequest>,
) -> Result<Json<Option<OrganizationResponse>>, ApiError> {
    let key = match (body.0.organization_id.into_option(), body.0.organization_slug) {
        (Some(None), _) => None,
        (Some(Some(id)), _) if !id.is_empty() => Some(by_id(&id)),
        (_, Some(slug)) if !slug.is_empty() => Some(by_slug(&slug)),
        _ => match key(None, &current.session) {
            None => return Ok(Json(None)),
            active => active,
        },
    };
    let active = service.set_active(Caller::new(&current, &facts), key.as_ref()).await?;
    Ok(Json(active.map(OrganizationResponse::from)))
}
