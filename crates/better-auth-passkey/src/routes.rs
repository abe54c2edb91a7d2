//! One file for each route.

pub(crate) mod delete_passkey;
pub(crate) mod generate_authenticate_options;
pub(crate) mod generate_register_options;
pub(crate) mod list_user_passkeys;
pub(crate) mod update_passkey;
pub(crate) mod verify_authentication;
pub(crate) mod verify_registration;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use better_auth_core::api::{SessionResponse, UserResponse};
use better_auth_core::error::codes;
use better_auth_core::profile::check_name;
use better_auth_core::sign_in::SignedIn;
use better_auth_core::{ApiError, Auth, CurrentSession, Json};
use http::request::Parts;
use http::{HeaderValue, header};
use serde::Serialize;

use crate::service::Passkeys;

/// Who registers a passkey: somebody with a fresh session, or, where accounts can be made with a
/// passkey, nobody. A session that is not fresh is refused in any case.
#[derive(Debug)]
pub(crate) struct Registrant(Option<CurrentSession>);

impl FromRequestParts<Passkeys> for Registrant {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Passkeys) -> Result<Self, ApiError> {
        match service.auth.authenticate(parts).await? {
            Some(current) if !service.auth.is_fresh(&current.session) => {
                Err(codes::SESSION_NOT_FRESH.into())
            }
            None if !service.takes_sign_ups() => Err(codes::UNAUTHORIZED.into()),
            current => Ok(Self(current)),
        }
    }
}

/// An answer with a cookie.
fn with_cookie(body: impl Serialize, cookie: HeaderValue) -> Response {
    let mut response = Json(body).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// The wire forms of a session that was opened just now.
fn opened(auth: &Auth, signed_in: &SignedIn) -> (SessionResponse, UserResponse) {
    let token = signed_in.token.expose().to_owned();
    let session = auth.session_response(signed_in.session.clone(), token);
    (session, auth.user_response(signed_in.user.clone()))
}

/// The name of a passkey, trimmed; `None` for an empty one.
fn trimmed_name(name: &str) -> Result<Option<String>, ApiError> {
    check_name("name", name)?;
    let name = name.trim();
    Ok((!name.is_empty()).then(|| name.to_owned()))
}
