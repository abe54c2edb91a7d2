use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::checked_slug;
use crate::error::ORGANIZATION_SLUG_ALREADY_TAKEN;
use crate::service::Organizations;

/// Which slug.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CheckSlugRequest {
    /// The slug.
    slug: String,
}

/// Ask whether no organization has a slug.
#[utoipa::path(
    post,
    path = "/organization/check-slug",
    tag = "organization",
    request_body = CheckSlugRequest,
    responses(
        (status = 200, description = "It is free", body = StatusResponse),
        (status = 400, description = "`ORGANIZATION_SLUG_ALREADY_TAKEN`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn check_slug(
    State(service): State<Organizations>,
    _current: CurrentSession,
    body: Json<CheckSlugRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    if !service.is_free(&checked_slug("slug", &body.0.slug)?).await? {
        return Err(ORGANIZATION_SLUG_ALREADY_TAKEN.into());
    }
    Ok(Json(StatusResponse::DONE))
}
