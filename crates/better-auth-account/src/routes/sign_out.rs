use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::EmptyRequest;
use better_auth_core::auth::Presented;
use better_auth_core::extract::{OptionalJson, Via};
use better_auth_core::{ApiError, Auth, RequestFacts};
use http::{HeaderMap, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::without_session;

/// Done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignOutResponse {
    /// Always true.
    success: bool,
}

/// Sign out: end the session of the request and remove its cookie.
///
/// The answer is the same without a session: whoever asks is signed out afterwards. With a bearer
/// token and a cookie both sessions end.
#[utoipa::path(
    post,
    path = "/sign-out",
    tag = "session",
    request_body(content = Option<EmptyRequest>),
    responses((status = 200, description = "Signed out", body = SignOutResponse)),
    security((), ("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn sign_out(
    State(auth): State<Auth>,
    facts: RequestFacts,
    headers: HeaderMap,
    _body: OptionalJson<EmptyRequest>,
) -> Result<Response, ApiError> {
    // The answer removes the cookie, so its session ends as well, whatever stands beside it: a
    // copy of the cookie must not live on.
    let cookie = auth.cookies().read_session(&headers, auth.keyring()).map(Via::Cookie);
    let bearer = match auth.presented(&headers) {
        Presented::Token(via @ Via::Bearer(_)) => Some(via),
        _ => None,
    };
    for via in bearer.into_iter().chain(cookie) {
        if let Some(current) = auth.find_live(via).await? {
            auth.sign_out(&current.session, &facts).await?;
        }
    }
    let mut response = without_session(&auth, &headers, SignOutResponse { success: true });
    for hooks in auth.hooks() {
        for cookie in hooks.signing_out(&auth, &facts).await? {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(response)
}
