use axum::extract::State;
use better_auth_core::api::{SessionHandle, StatusResponse};
use better_auth_core::store::SessionKey;
use better_auth_core::token::{SessionToken, TokenHash};
use better_auth_core::{ApiError, Auth, CurrentSession, Json, RequestFacts, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

/// Which session.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RevokeSessionRequest {
    /// The `token` of a list, or the session token itself.
    token: SecretString,
}

/// End one of the own sessions.
///
/// An unknown session and somebody else's are answered alike: nothing happens.
#[utoipa::path(
    post,
    path = "/revoke-session",
    tag = "session",
    request_body = RevokeSessionRequest,
    responses((status = 200, description = "It is over", body = StatusResponse)),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn revoke_session(
    State(auth): State<Auth>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<RevokeSessionRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    let token = body.0.token.expose();
    let read = SessionToken::parse_bearer(token, auth.keyring());
    let hash = read.map_or_else(|| TokenHash::of(token), |token| token.hash());
    let handle = SessionHandle::parse(token);
    let key = match &handle {
        Some(handle) => SessionKey::Id(handle.session()),
        None => SessionKey::Token(&hash),
    };
    auth.end_session(&current.user.id, key, &facts).await?;
    Ok(Json(StatusResponse::DONE))
}
