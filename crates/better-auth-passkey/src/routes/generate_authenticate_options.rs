use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::EmptyRequest;
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, CurrentSession};

use super::with_cookie;
use crate::api::RequestOptions;
use crate::service::Passkeys;

/// Begin a sign-in with a passkey.
///
/// The answer is for `navigator.credentials.get()`, and a cookie binds it to the browser for five
/// minutes. It names the passkeys of whoever is signed in; a stranger's authenticator lists its
/// own.
#[utoipa::path(
    get,
    path = "/passkey/generate-authenticate-options",
    tag = "passkey",
    responses((status = 200, description = "What the browser is to ask the authenticator for", body = RequestOptions)),
    security((), ("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn generate_authenticate_options(
    State(service): State<Passkeys>,
    current: Option<CurrentSession>,
) -> Result<Response, ApiError> {
    answer(&service, current).await
}

/// Begin a sign-in with a passkey; the same as with GET.
#[utoipa::path(
    post,
    path = "/passkey/generate-authenticate-options",
    tag = "passkey",
    request_body(content = Option<EmptyRequest>),
    responses((status = 200, description = "What the browser is to ask the authenticator for", body = RequestOptions)),
    security((), ("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn post_generate_authenticate_options(
    State(service): State<Passkeys>,
    current: Option<CurrentSession>,
    _body: OptionalJson<EmptyRequest>,
) -> Result<Response, ApiError> {
    answer(&service, current).await
}

async fn answer(service: &Passkeys, current: Option<CurrentSession>) -> Result<Response, ApiError> {
    let user = current.map(|current| current.user.id);
    let (options, cookie) = service.start_sign_in(user).await?;
    Ok(with_cookie(options, cookie))
}
