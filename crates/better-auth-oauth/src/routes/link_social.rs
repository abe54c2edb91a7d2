use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use better_auth_core::error::{ErrorResponse, codes};
use better_auth_core::extract::Via;
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{IdTokenRequest, VisitResponse, send_away};
use crate::flow::Intent;
use crate::remote::Errand;
use crate::service::{OAuth, Start};

/// Which provider, and where to go afterwards.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkSocialRequest {
    /// The id of the provider.
    provider: String,
    /// Where to go afterwards: a path, or a URL of a trusted origin. Default `/`.
    #[serde(rename = "callbackURL")]
    callback_url: Option<RedirectTarget>,
    /// Where to go when it failed; the word for why is added as `error`.
    #[serde(rename = "errorCallbackURL")]
    error_callback_url: Option<RedirectTarget>,
    /// Whether the client goes to the provider by itself.
    #[serde(default)]
    disable_redirect: bool,
    /// Scopes beside the usual ones, as for an account that is linked already.
    #[serde(default)]
    scopes: Vec<String>,
    /// The address or name under which the user probably signs in there.
    login_hint: Option<String>,
    /// Parameters for the provider; not those that the server sets.
    #[serde(default)]
    additional_params: BTreeMap<String, String>,
    /// An ID token that an app got: the account is linked at once.
    id_token: Option<IdTokenRequest>,
}

/// Link an account at a provider to the account of the person who asks.
///
/// The session that asks must still live when the browser comes back.
#[utoipa::path(
    post,
    path = "/link-social",
    tag = "oauth",
    request_body = LinkSocialRequest,
    responses(
        (status = 200, description = "Where to go, or that it is done", body = VisitResponse),
        (status = 400, description = "A scope or a parameter can not be sent", body = ErrorResponse),
        (status = 401, description = "`LINKING_NOT_ALLOWED`, `LINKING_DIFFERENT_EMAILS_NOT_ALLOWED`, `INVALID_TOKEN`, `FAILED_TO_GET_USER_INFO`, `USER_EMAIL_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`INVALID_CALLBACK_URL`, `INVALID_ERROR_CALLBACK_URL`", body = ErrorResponse),
        (status = 404, description = "`PROVIDER_NOT_FOUND`, `ID_TOKEN_NOT_SUPPORTED`", body = ErrorResponse),
        (status = 409, description = "`SOCIAL_ACCOUNT_ALREADY_LINKED`", body = ErrorResponse),
        (status = 417, description = "`LINKING_FAILED`", body = ErrorResponse),
        (status = 503, description = "The provider does not say where it is", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn link_social(
    State(service): State<OAuth>,
    current: CurrentSession,
    facts: RequestFacts,
    body: Json<LinkSocialRequest>,
) -> Result<Response, ApiError> {
    // An API key is no person who could agree at the provider.
    if matches!(current.via, Via::Plugin) {
        return Err(codes::UNAUTHORIZED.into());
    }
    let body = body.0;
    if let Some(token) = body.id_token {
        service.link_by_token(token.present(body.provider, false), &current, &facts).await?;
        let done = VisitResponse { url: String::new(), redirect: false, status: Some(true) };
        return Ok(Json(done).into_response());
    }
    let start = Start {
        provider: body.provider,
        intent: Intent::Link { user: current.user.id, session: current.session.id },
        callback: body.callback_url,
        new_user_callback: None,
        error_callback: body.error_callback_url,
        scopes: body.scopes,
        request_sign_up: false,
        errand: Errand {
            login_hint: body.login_hint,
            parameters: body.additional_params.into_iter().collect(),
        },
    };
    let (url, cookie) = service.start(start, &facts).await?;
    Ok(send_away(&url, cookie, body.disable_redirect))
}
