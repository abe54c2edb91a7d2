use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::UserResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::sign_in::SignInOutcome;
use better_auth_core::{ApiError, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{IdTokenRequest, send_away};
use crate::flow::Intent;
use crate::remote::Errand;
use crate::service::{OAuth, Start};

/// Which provider, and where to go afterwards.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignInSocialRequest {
    /// The id of the provider.
    provider: String,
    /// Where to go afterwards: a path, or a URL of a trusted origin. Default `/`.
    #[serde(rename = "callbackURL")]
    callback_url: Option<RedirectTarget>,
    /// Where to go instead when the account is new.
    #[serde(rename = "newUserCallbackURL")]
    new_user_callback_url: Option<RedirectTarget>,
    /// Where to go when it failed; the word for why is added as `error`.
    #[serde(rename = "errorCallbackURL")]
    error_callback_url: Option<RedirectTarget>,
    /// Whether the client goes to the provider by itself.
    #[serde(default)]
    disable_redirect: bool,
    /// Scopes beside the usual ones.
    #[serde(default)]
    scopes: Vec<String>,
    /// Whether a new account is wanted, where the provider makes none otherwise.
    #[serde(default)]
    request_sign_up: bool,
    /// The address or name under which the user probably signs in there.
    login_hint: Option<String>,
    /// Parameters for the provider; not those that the server sets.
    #[serde(default)]
    additional_params: BTreeMap<String, String>,
    /// An ID token that an app got: the answer is a session at once.
    id_token: Option<IdTokenRequest>,
}

/// Where to go, or the session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignInSocialResponse {
    /// Whether the client goes to `url` by itself.
    redirect: bool,
    /// The URL at the provider; without `idToken`.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The session token; with `idToken`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// The user; with `idToken`.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<UserResponse>,
}

/// Sign in by an account at a provider.
///
/// The browser is sent to the provider and comes back to `/callback/{provider}`. With `idToken`
/// there is a session at once. With a pending second factor the answer is that of its plugin
/// instead.
#[utoipa::path(
    post,
    path = "/sign-in/social",
    tag = "oauth",
    request_body = SignInSocialRequest,
    responses(
        (status = 200, description = "Where to go, or the session", body = SignInSocialResponse),
        (status = 400, description = "A scope or a parameter can not be sent", body = ErrorResponse),
        (status = 401, description = "`INVALID_TOKEN`, `FAILED_TO_GET_USER_INFO`, `USER_EMAIL_NOT_FOUND`, `OAUTH_LINK_ERROR`", body = ErrorResponse),
        (status = 403, description = "`EMAIL_NOT_VERIFIED`, `INVALID_CALLBACK_URL`, `INVALID_NEW_USER_CALLBACK_URL`, `INVALID_ERROR_CALLBACK_URL`", body = ErrorResponse),
        (status = 404, description = "`PROVIDER_NOT_FOUND`, `ID_TOKEN_NOT_SUPPORTED`", body = ErrorResponse),
        (status = 503, description = "The provider does not say where it is", body = ErrorResponse),
    )
)]
pub(crate) async fn sign_in_social(
    State(service): State<OAuth>,
    facts: RequestFacts,
    body: Json<SignInSocialRequest>,
) -> Result<Response, ApiError> {
    let body = body.0;
    if let Some(token) = body.id_token {
        let presented = token.present(body.provider, body.request_sign_up);
        return Ok(match service.sign_in_by_token(presented, &facts).await? {
            SignInOutcome::Challenged(response) => *response,
            SignInOutcome::SignedIn(signed_in) => {
                let token = Some(signed_in.token.expose().to_owned());
                let user = Some(service.auth.user_response(signed_in.user.clone()));
                signed_in.respond(&SignInSocialResponse { redirect: false, url: None, token, user })
            }
        });
    }
    let start = Start {
        provider: body.provider,
        intent: Intent::SignIn,
        callback: body.callback_url,
        new_user_callback: body.new_user_callback_url,
        error_callback: body.error_callback_url,
        scopes: body.scopes,
        request_sign_up: body.request_sign_up,
        errand: Errand {
            login_hint: body.login_hint,
            parameters: body.additional_params.into_iter().collect(),
        },
    };
    let (url, cookie) = service.start(start, &facts).await?;
    Ok(send_away(&url, cookie, body.disable_redirect))
}
