use axum::extract::State;
use better_auth_core::{ApiError, CurrentSession, Json};

use crate::api::PasskeyResponse;
use crate::service::Passkeys;

/// List the own passkeys, oldest first.
#[utoipa::path(
    get,
    path = "/passkey/list-user-passkeys",
    tag = "passkey",
    responses((status = 200, description = "The passkeys", body = [PasskeyResponse])),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_user_passkeys(
    State(service): State<Passkeys>,
    current: CurrentSession,
) -> Result<Json<Vec<PasskeyResponse>>, ApiError> {
    let passkeys = service.list(&current.user.id).await?;
    Ok(Json(passkeys.into_iter().map(PasskeyResponse::from).collect()))
}
