use axum::extract::State;
use axum::response::{IntoResponse, Response};
use better_auth_core::error::ErrorResponse;
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::{ApiError, CurrentSession, Query, RequestFacts, SecretString};
use http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::delete_user::{DeleteUserResponse, check_callback};
use super::{clear_session, without_session};
use crate::deletion::AccountDeletion;
use crate::error::FAILED_TO_GET_USER_INFO;

/// What the mailed link carries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteUserCallbackQuery {
    /// The token.
    #[param(value_type = String)]
    token: SecretString,
    /// Where the browser goes when the account is gone: a path, or a URL of a trusted origin.
    #[serde(rename = "callbackURL")]
    #[param(value_type = Option<String>)]
    callback_url: Option<RedirectTarget>,
}

/// Follow the mailed link that deletes the own account.
///
/// Works once, for the owner of the account, in a browser in which they are signed in; somebody
/// else does not use the link up.
#[utoipa::path(
    get,
    path = "/delete-user/callback",
    tag = "user",
    params(DeleteUserCallbackQuery),
    responses(
        (status = 200, description = "The account is gone", body = DeleteUserResponse),
        (status = 302, description = "The account is gone: to `callbackURL`"),
        (status = 403, description = "`INVALID_CALLBACK_URL`", body = ErrorResponse),
        (status = 404, description = "`INVALID_TOKEN`; `FAILED_TO_GET_USER_INFO` without a session", body = ErrorResponse),
    ),
    security((), ("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn delete_user_callback(
    State(deletion): State<AccountDeletion>,
    method: Method,
    facts: RequestFacts,
    headers: HeaderMap,
    current: Option<CurrentSession>,
    query: Query<DeleteUserCallbackQuery>,
) -> Result<Response, ApiError> {
    let (auth, query) = (&deletion.auth, query.0);
    let callback = check_callback(auth, query.callback_url.as_ref())?;
    let current = current.ok_or(FAILED_TO_GET_USER_INFO)?;
    // a look at the link is no visit (RFC 9110 section 9.2.1)
    if method == Method::HEAD {
        return Ok(StatusCode::OK.into_response());
    }
    deletion.confirm(&current.user, &query.token, &facts).await?;
    Ok(match callback {
        Some(callback) => clear_session(auth, &headers, callback.into_response()),
        None => without_session(auth, &headers, DeleteUserResponse::DELETED),
    })
}
