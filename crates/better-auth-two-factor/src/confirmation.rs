//! Whoever changes a second factor proves once more that the account is theirs.

use std::time::Duration;

use better_auth_core::error::codes;
use better_auth_core::extract::Via;
use better_auth_core::password::codes::INVALID_PASSWORD;
use better_auth_core::store::LoginName;
use better_auth_core::{ApiError, Auth, CurrentSession, RequestFacts, SecretString};

/// How recently somebody without a password must have proven their second factor, to change it.
const RECENT: Duration = Duration::from_secs(15 * 60);

/// By the password. Who has none needs a fresh session, and a recent second factor if there is
/// one.
///
/// # Errors
/// As [`Auth::confirm_password`]; `INVALID_PASSWORD` if there is a password and it was not sent;
/// `SESSION_NOT_FRESH`, `SECOND_FACTOR_REQUIRED`; `UNAUTHORIZED` for what is no session, such as an
/// API key.
pub(crate) async fn confirm(
    auth: &Auth,
    current: &CurrentSession,
    password: Option<&SecretString>,
    request: &RequestFacts,
) -> Result<(), ApiError> {
    let CurrentSession { session, user, via } = current;
    if matches!(via, Via::Plugin) {
        return Err(codes::UNAUTHORIZED.into());
    }
    if let Some(password) = password {
        auth.confirm_password(user, password, request).await?;
        return Ok(());
    }
    let login = auth.users().find_password_login(LoginName::Email(&user.email)).await?;
    if login.is_none_or(|login| login.user.id != user.id || login.account.is_some()) {
        return Err(INVALID_PASSWORD.into());
    }
    if !auth.is_fresh(session) {
        return Err(codes::SESSION_NOT_FRESH.into());
    }
    if user.two_factor_enabled && !session.assurance.second_factor_within(RECENT, auth.now()) {
        return Err(codes::SECOND_FACTOR_REQUIRED.into());
    }
    Ok(())
}
