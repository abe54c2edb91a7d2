//! One file for each route.

pub(crate) mod disable_two_factor;
pub(crate) mod enable_two_factor;
pub(crate) mod generate_backup_codes;
pub(crate) mod get_totp_uri;
pub(crate) mod list_trusted_devices;
pub(crate) mod revoke_trusted_device;
pub(crate) mod send_otp;
pub(crate) mod verify_backup_code;
pub(crate) mod verify_otp;
pub(crate) mod verify_totp;

use axum::response::{IntoResponse, Response};
use better_auth_core::api::UserResponse;
use better_auth_core::{Auth, Json, RequestFacts, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::service::{Proving, Verified};

/// How the person proves that they mean it.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct TwoFactorPasswordRequest {
    /// The password. Who has none needs a fresh session.
    password: Option<SecretString>,
}

/// A code that somebody typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TwoFactorCodeRequest {
    /// Six digits.
    #[schema(value_type = String)]
    code: SecretString,
    /// Whether this browser skips the second factor for the next 30 days. Default false.
    trust_device: Option<bool>,
}

impl TwoFactorCodeRequest {
    fn proving<'a>(&'a self, caller: Caller, request: &'a RequestFacts) -> Proving<'a> {
        Proving {
            caller,
            code: self.code.expose(),
            trust_device: self.trust_device.unwrap_or(false),
            opens_nothing: false,
            request,
        }
    }
}

/// Who has proven a second factor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TwoFactorVerifiedResponse {
    /// The token of the session; absent if none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// The user.
    user: UserResponse,
}

fn answer(auth: &Auth, verified: Verified) -> Response {
    let body = |token, user| TwoFactorVerifiedResponse { token, user: auth.user_response(user) };
    match verified {
        Verified::SignedIn(signed_in) => {
            let token = signed_in.token.expose().to_owned();
            let body = body(Some(token), signed_in.user.clone());
            signed_in.respond(&body)
        }
        Verified::Raised(current) => {
            let token = current.via.token().map(|token| token.expose().to_owned());
            Json(body(token, current.user)).into_response()
        }
        Verified::Checked(user) => Json(body(None, *user)).into_response(),
    }
}

/// Backup codes on their way to the person, who sees them this once.
fn shown(codes: &[SecretString]) -> Vec<String> {
    codes.iter().map(|code| code.expose().to_owned()).collect()
}
