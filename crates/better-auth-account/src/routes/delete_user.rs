use axum::extract::State;
use axum::response::Response;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, Auth, CurrentSession, RequestFacts, SecretString};
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::without_session;
use crate::error::SESSION_EXPIRED;

/// How the person proves that they mean it.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct DeleteUserRequest {
    /// The password. Without it the session must be fresh.
    password: Option<SecretString>,
}

/// It is done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeleteUserResponse {
    /// Always true.
    success: bool,
    /// What happened, for people.
    message: &'static str,
}

/// Delete the own account and everything that belongs to it.
#[utoipa::path(
    post,
    path = "/delete-user",
    tag = "user",
    request_body(content = Option<DeleteUserRequest>),
    responses(
        (status = 200, description = "The account is gone", body = DeleteUserResponse),
        (status = 400, description = "`INVALID_PASSWORD`, `CREDENTIAL_ACCOUNT_NOT_FOUND`, `SESSION_EXPIRED`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn delete_user(
    State(auth): State<Auth>,
    facts: RequestFacts,
    headers: HeaderMap,
    current: CurrentSession,
    body: OptionalJson<DeleteUserRequest>,
) -> Result<Response, ApiError> {
    match &body.0.password {
        Some(password) => {
            auth.confirm_password(&current.user, password, &facts).await?;
        }
        None if auth.is_fresh(&current.session) => {}
        None => return Err(SESSION_EXPIRED.into()),
    }
    auth.delete_user(&current.user, &facts).await?;
    let body = DeleteUserResponse { success: true, message: "User deleted" };
    Ok(without_session(&auth, &headers, body))
}
