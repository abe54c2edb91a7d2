use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use super::user_id;
use crate::service::{Admins, Caller};

/// Which password for whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetUserPasswordRequest {
    /// The user.
    user_id: String,
    /// The password.
    new_password: SecretString,
}

/// Give a user another password. Their sessions end, and they are told by mail.
#[utoipa::path(
    post,
    path = "/admin/set-user-password",
    tag = "admin",
    request_body = SetUserPasswordRequest,
    responses(
        (status = 200, description = "It is set", body = StatusResponse),
        (status = 400, description = "`PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_TOO_WEAK`, `PASSWORD_COMPROMISED`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn set_user_password(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<SetUserPasswordRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    let id = user_id(&body.0.user_id);
    let caller = Caller::new(&current, &facts);
    service.set_password(caller, &id, &body.0.new_password).await?;
    Ok(Json(StatusResponse::DONE))
}
