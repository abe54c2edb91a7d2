use axum::extract::State;
use better_auth_core::error::{ErrorResponse, codes};
use better_auth_core::extract::Path;
use better_auth_core::redirect::{RedirectTarget, SafeRedirect};
use better_auth_core::{ApiError, Query, SecretString};
use serde::Deserialize;

use crate::error::INVALID_TOKEN;
use crate::passwords::Passwords;

/// Where the page is.
#[derive(Debug, Deserialize)]
pub(crate) struct ResetPasswordLinkQuery {
    #[serde(rename = "callbackURL")]
    callback_url: RedirectTarget,
}

/// Follow a mailed link to the page on which a new password is chosen.
///
/// Uses nothing up, however often it is opened.
#[utoipa::path(
    get,
    path = "/reset-password/{token}",
    tag = "password",
    params(
        ("token" = String, Path, description = "The token from the mail"),
        ("callbackURL" = String, Query, description = "The page: a path, or a URL of a trusted origin"),
    ),
    responses(
        (status = 302, description = "To the page, with `?token=`, or with `?error=INVALID_TOKEN`"),
        (status = 403, description = "`INVALID_CALLBACK_URL`", body = ErrorResponse),
    )
)]
pub(crate) async fn reset_password_link(
    State(passwords): State<Passwords>,
    token: Path<SecretString>,
    query: Query<ResetPasswordLinkQuery>,
) -> Result<SafeRedirect, ApiError> {
    let auth = &passwords.auth;
    let page = auth.check_redirect(&query.0.callback_url, codes::INVALID_CALLBACK_URL)?;
    let page = page.into_absolute(&auth.settings().base_url);
    Ok(if passwords.is_live_reset(&token.0).await? {
        page.with_query("token", token.0.expose())
    } else {
        page.with_query("error", INVALID_TOKEN.code)
    })
}
