use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::{SessionResponse, UserResponse};
use better_auth_core::error::ErrorResponse;
use better_auth_core::sign_in::SignInOutcome;
use better_auth_core::{ApiError, Json, RequestFacts};
use http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::opened;
use crate::challenge;
use crate::service::Passkeys;

/// What the authenticator answered.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VerifyAuthenticationRequest {
    /// The assertion, as JSON (`AuthenticationResponseJSON` of WebAuthn Level 3).
    #[schema(value_type = Object)]
    response: Value,
}

/// The session that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifyAuthenticationResponse {
    /// The session.
    session: SessionResponse,
    /// Its user.
    user: UserResponse,
}

/// Sign in with a passkey.
///
/// With a pending second factor the answer is that of its plugin instead.
#[utoipa::path(
    post,
    path = "/passkey/verify-authentication",
    tag = "passkey",
    request_body = VerifyAuthenticationRequest,
    responses(
        (status = 200, description = "There is a session", body = VerifyAuthenticationResponse),
        (status = 400, description = "`CHALLENGE_NOT_FOUND`, `AUTHENTICATION_FAILED` for what can not be read", body = ErrorResponse),
        (status = 401, description = "`AUTHENTICATION_FAILED`, `PASSKEY_NOT_FOUND`", body = ErrorResponse),
    )
)]
pub(crate) async fn verify_authentication(
    State(service): State<Passkeys>,
    facts: RequestFacts,
    headers: HeaderMap,
    body: Json<VerifyAuthenticationRequest>,
) -> Result<Response, ApiError> {
    let verified = service.finish_sign_in(body.0.response, &headers, &facts).await?;
    let mut response = match service.auth.sign_in(verified, &facts, true).await? {
        SignInOutcome::Challenged(response) => *response,
        SignInOutcome::SignedIn(signed_in) => {
            let (session, user) = opened(&service.auth, &signed_in);
            signed_in.respond(&VerifyAuthenticationResponse { session, user })
        }
    };
    response.headers_mut().append(header::SET_COOKIE, challenge::clear(&service.auth));
    Ok(response)
}
