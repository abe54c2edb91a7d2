use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::{SessionResponse, UserResponse};
use better_auth_core::error::ErrorResponse;
use better_auth_core::sign_in::SignedIn;
use better_auth_core::{ApiError, Auth, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{checked_text, user_id};
use crate::service::Admins;

/// In whose name, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImpersonateUserRequest {
    /// The user.
    user_id: String,
    /// Why; it is written down.
    reason: Option<String>,
}

/// The session that the browser has now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImpersonationResponse {
    /// The session.
    session: SessionResponse,
    /// Its user.
    user: UserResponse,
}

/// The answer with the session's cookies.
pub(super) fn answer(auth: &Auth, signed_in: SignedIn) -> Response {
    let token = signed_in.token.expose().to_owned();
    let session = auth.session_response(signed_in.session.clone(), token);
    let user = auth.user_response(signed_in.user.clone());
    signed_in.respond(&ImpersonationResponse { session, user })
}

/// Act in the name of a user, for an hour.
///
/// The session is marked (`impersonatedBy`), and refused with `IMPERSONATED_SESSION` wherever a
/// credential changes.
#[utoipa::path(
    post,
    path = "/admin/impersonate-user",
    tag = "admin",
    request_body = ImpersonateUserRequest,
    responses(
        (status = 200, description = "The session in the name of the user", body = ImpersonationResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS`, `YOU_CANNOT_IMPERSONATE_ADMINS`, `BANNED_USER`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn impersonate_user(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<ImpersonateUserRequest>,
) -> Result<Response, ApiError> {
    let (id, reason) = (user_id(&body.0.user_id), body.0.reason.as_deref());
    reason.map(|text| checked_text("reason", text)).transpose()?;
    let opened = service.impersonate(&current, &id, reason, &facts).await?;
    Ok(answer(&service.auth, opened))
}
