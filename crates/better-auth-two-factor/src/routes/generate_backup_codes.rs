use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Serialize;
use utoipa::ToSchema;

use super::{TwoFactorPasswordRequest, shown};
use crate::confirmation::confirm;
use crate::service::TwoFactors;

/// New backup codes. Shown once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GenerateBackupCodesResponse {
    /// Always true.
    status: bool,
    /// Ten codes.
    backup_codes: Vec<String>,
}

/// Replace the own backup codes; the old ones are void.
#[utoipa::path(
    post,
    path = "/two-factor/generate-backup-codes",
    tag = "two-factor",
    request_body(content = Option<TwoFactorPasswordRequest>),
    responses(
        (status = 200, description = "New codes", body = GenerateBackupCodesResponse),
        (status = 400, description = "`TWO_FACTOR_NOT_ENABLED`, `INVALID_PASSWORD`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`, `SECOND_FACTOR_REQUIRED` for who has no password", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn generate_backup_codes(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    current: CurrentSession,
    body: OptionalJson<TwoFactorPasswordRequest>,
) -> Result<Json<GenerateBackupCodesResponse>, ApiError> {
    confirm(&service.auth, &current, body.0.password.as_ref(), &facts).await?;
    let codes = service.replace_backup_codes(&current.user, &facts).await?;
    Ok(Json(GenerateBackupCodesResponse { status: true, backup_codes: shown(&codes) }))
}
