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

use super::{Registrant, opened, trimmed_name, with_cookie};
use crate::api::PasskeyResponse;
use crate::challenge;
use crate::service::Passkeys;

/// What the authenticator answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerifyRegistrationRequest {
    /// The credential, as JSON (`RegistrationResponseJSON` of WebAuthn Level 3).
    #[schema(value_type = Object)]
    response: Value,
    /// What its owner calls it.
    name: Option<String>,
    /// Whether to open a session as well. Default false; a new account always gets one.
    create_session: Option<bool>,
}

/// The passkey, and the session if one was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifyRegistrationResponse {
    #[serde(flatten)]
    passkey: PasskeyResponse,
    /// The session.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<SessionResponse>,
    /// Its user.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<UserResponse>,
}

/// Complete the registration of a passkey.
#[utoipa::path(
    post,
    path = "/passkey/verify-registration",
    tag = "passkey",
    request_body = VerifyRegistrationRequest,
    responses(
        (status = 200, description = "The passkey is registered", body = VerifyRegistrationResponse),
        (status = 400, description = "`CHALLENGE_NOT_FOUND`, `FAILED_TO_VERIFY_REGISTRATION`, `PREVIOUSLY_REGISTERED`, `TOO_MANY_PASSKEYS`", body = ErrorResponse),
        (status = 401, description = "`UNAUTHORIZED`, `YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`", body = ErrorResponse),
        (status = 422, description = "`USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn verify_registration(
    State(service): State<Passkeys>,
    facts: RequestFacts,
    headers: HeaderMap,
    registrant: Registrant,
    body: Json<VerifyRegistrationRequest>,
) -> Result<Response, ApiError> {
    let body = body.0;
    let name = body.name.as_deref().map(trimmed_name).transpose()?.flatten();
    let member = registrant.0.map(|current| current.user);
    let open = body.create_session.unwrap_or(false) || member.is_none();
    let (passkey, verified) =
        service.finish_registration(member, name, body.response, &headers, &facts).await?;
    let passkey = passkey.into();
    let over = challenge::clear(&service.auth);
    if !open {
        return Ok(with_cookie(
            VerifyRegistrationResponse { passkey, session: None, user: None },
            over,
        ));
    }
    let mut response = match service.auth.sign_in(verified, &facts, true).await? {
        SignInOutcome::Challenged(response) => *response,
        SignInOutcome::SignedIn(signed_in) => {
            let (session, user) = opened(&service.auth, &signed_in);
            let (session, user) = (Some(session), Some(user));
            signed_in.respond(&VerifyRegistrationResponse { passkey, session, user })
        }
    };
    response.headers_mut().append(header::SET_COOKIE, over);
    Ok(response)
}
