use axum::extract::State;
use better_auth_core::api::{SessionHandle, SessionResponse};
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AdminUserIdRequest, user_id};
use crate::service::{Admins, Caller};

/// Sessions of a user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserSessionsResponse {
    /// Newest first.
    sessions: Vec<SessionResponse>,
}

/// List the live sessions of a user.
///
/// `token` is a handle for `/admin/revoke-user-session`, and no credential.
#[utoipa::path(
    post,
    path = "/admin/list-user-sessions",
    tag = "admin",
    request_body = AdminUserIdRequest,
    responses(
        (status = 200, description = "The sessions, newest first", body = UserSessionsResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_user_sessions(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<AdminUserIdRequest>,
) -> Result<Json<UserSessionsResponse>, ApiError> {
    let id = user_id(&body.0.user_id);
    let sessions = service.list_sessions(Caller::new(&current, &facts), &id).await?;
    let listed = sessions.into_iter().map(|session| {
        let handle = SessionHandle::of(&session).to_string();
        service.auth.session_response(session, handle)
    });
    Ok(Json(UserSessionsResponse { sessions: listed.collect() }))
}
