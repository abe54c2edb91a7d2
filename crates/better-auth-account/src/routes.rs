//! One module a route: request, answer, handler.

pub(crate) mod change_email;
pub(crate) mod delete_user;
pub(crate) mod delete_user_callback;
pub(crate) mod get_session;
pub(crate) mod list_accounts;
pub(crate) mod list_sessions;
pub(crate) mod revoke_other_sessions;
pub(crate) mod revoke_session;
pub(crate) mod revoke_sessions;
pub(crate) mod sign_out;
pub(crate) mod unlink_account;
pub(crate) mod update_session;
pub(crate) mod update_user;

use axum::response::{IntoResponse, Response};
use better_auth_core::{Auth, Json};
use http::{HeaderMap, header};
use serde::Serialize;

/// An answer that removes the session cookies that the request carries.
fn without_session(auth: &Auth, request: &HeaderMap, body: impl Serialize) -> Response {
    clear_session(auth, request, Json(body).into_response())
}

fn clear_session(auth: &Auth, request: &HeaderMap, mut response: Response) -> Response {
    for cookie in auth.cookies().clear_session(request) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
