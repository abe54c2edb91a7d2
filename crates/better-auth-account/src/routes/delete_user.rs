use axum::extract::State;
use axum::response::{IntoResponse, Response};
use better_auth_core::error::{ErrorResponse, codes};
use better_auth_core::extract::OptionalJson;
use better_auth_core::redirect::{RedirectTarget, SafeRedirect};
use better_auth_core::{ApiError, Auth, CurrentSession, Json, RequestFacts, SecretString};
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::without_session;
use crate::deletion::AccountDeletion;
use crate::error::SESSION_EXPIRED;

/// How the person proves that they mean it.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct DeleteUserRequest {
    /// The password. Without it the session must be fresh, or the deletion be confirmed by mail.
    password: Option<SecretString>,
    /// The token of a mailed link.
    token: Option<SecretString>,
    /// Where the mailed link leads in the end: a path, or a URL of a trusted origin. Given with a
    /// session that is not fresh, it asks for the mail.
    #[serde(rename = "callbackURL")]
    callback_url: Option<RedirectTarget>,
}

/// What happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeleteUserResponse {
    /// Always true.
    success: bool,
    /// For people: `User deleted`, or `Verification email sent`.
    message: &'static str,
}

impl DeleteUserResponse {
    pub(super) const DELETED: Self = Self { success: true, message: "User deleted" };
    const ASKED: Self = Self { success: true, message: "Verification email sent" };
}

/// Delete the own account and everything that belongs to it, or ask for a mail that does.
#[utoipa::path(
    post,
    path = "/delete-user",
    tag = "user",
    request_body(content = Option<DeleteUserRequest>),
    responses(
        (status = 200, description = "The account is gone, or the mail is on its way", body = DeleteUserResponse),
        (status = 400, description = "`INVALID_PASSWORD`, `CREDENTIAL_ACCOUNT_NOT_FOUND`, `SESSION_EXPIRED`", body = ErrorResponse),
        (status = 403, description = "`INVALID_CALLBACK_URL`", body = ErrorResponse),
        (status = 404, description = "`INVALID_TOKEN`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn delete_user(
    State(deletion): State<AccountDeletion>,
    facts: RequestFacts,
    headers: HeaderMap,
    current: CurrentSession,
    body: OptionalJson<DeleteUserRequest>,
) -> Result<Response, ApiError> {
    let (auth, body) = (&deletion.auth, body.0);
    let callback = check_callback(auth, body.callback_url.as_ref())?;
    if let Some(password) = &body.password {
        auth.confirm_password(&current.user, password, &facts).await?;
    }
    if let Some(token) = &body.token {
        deletion.confirm(&current.user, token, &facts).await?;
    } else if by_mail(&deletion, &current, body.password.is_some(), callback.is_some())? {
        deletion.request(&current.user, callback.as_ref(), &facts).await?;
        return Ok(Json(DeleteUserResponse::ASKED).into_response());
    } else {
        auth.delete_user(&current.user, &facts).await?;
    }
    Ok(without_session(auth, &headers, DeleteUserResponse::DELETED))
}

/// Whether the deletion is to be confirmed by mail.
fn by_mail(
    deletion: &AccountDeletion,
    current: &CurrentSession,
    with_password: bool,
    with_callback: bool,
) -> Result<bool, ApiError> {
    let auth = &deletion.auth;
    if deletion.always_by_mail {
        return Ok(true);
    }
    if with_password || auth.is_fresh(&current.session) {
        return Ok(false);
    }
    if with_callback && auth.sends_mail() { Ok(true) } else { Err(SESSION_EXPIRED.into()) }
}

pub(super) fn check_callback(
    auth: &Auth,
    target: Option<&RedirectTarget>,
) -> Result<Option<SafeRedirect>, ApiError> {
    target.map(|target| auth.check_redirect(target, codes::INVALID_CALLBACK_URL)).transpose()
}
