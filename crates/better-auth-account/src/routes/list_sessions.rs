use axum::extract::State;
use better_auth_core::api::{SessionHandle, SessionResponse};
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, Auth, FreshSession, Json};

/// List the live sessions of the person who asks, newest first.
///
/// `token` is a handle for `/revoke-session`, no credential; the own session is found by `id`.
#[utoipa::path(
    get,
    path = "/list-sessions",
    tag = "session",
    responses(
        (status = 200, description = "The sessions", body = Vec<SessionResponse>),
        (status = 403, description = "`SESSION_NOT_FRESH`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_sessions(
    State(auth): State<Auth>,
    fresh: FreshSession,
) -> Result<Json<Vec<SessionResponse>>, ApiError> {
    let sessions = auth.sessions().list_sessions(&fresh.0.user.id, auth.now()).await?;
    let listed = sessions.into_iter().map(|session| {
        let handle = SessionHandle::of(&session).to_string();
        auth.session_response(session, handle)
    });
    Ok(Json(listed.collect()))
}
