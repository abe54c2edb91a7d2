use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use better_auth_core::api::{SessionResponse, UserResponse};
use better_auth_core::auth::Presented;
use better_auth_core::error::{ErrorResponse, codes};
use better_auth_core::extract::Via;
use better_auth_core::{ApiError, Auth, CurrentSession, Json, Query, RequestFacts};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::without_session;

/// How to read.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct GetSessionQuery {
    /// Leave the expiry as it is.
    #[serde(default)]
    disable_refresh: bool,
    /// Taken for the client's sake: every session is read from the database anyway.
    #[serde(default, rename = "disableCookieCache")]
    _disable_cookie_cache: bool,
}

/// The session and its user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GetSessionResponse {
    /// The session.
    session: SessionResponse,
    /// Its user.
    user: UserResponse,
}

/// Read the session of the request.
///
/// Without a credential, or with a cookie that opens nothing (any more), the answer is `null`;
/// with a bearer token that opens nothing it is 401. A session in use is extended.
#[utoipa::path(
    method(get, post),
    path = "/get-session",
    tag = "session",
    params(GetSessionQuery),
    responses(
        (status = 200, description = "The session, or null", body = Option<GetSessionResponse>),
        (status = 401, description = "The bearer token opens nothing", body = ErrorResponse),
    ),
    security((), ("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_session(
    State(auth): State<Auth>,
    facts: RequestFacts,
    query: Query<GetSessionQuery>,
    request: Request,
) -> Result<Response, ApiError> {
    // a `Parts` argument would be a copy of every header
    let (parts, _) = request.into_parts();
    let current = match auth.presented(&parts.headers) {
        Presented::InvalidBearer => return Err(codes::UNAUTHORIZED.into()),
        Presented::Token(via) => {
            let bearer = matches!(via, Via::Bearer(_));
            match auth.find_live(via).await? {
                None if bearer => return Err(codes::UNAUTHORIZED.into()),
                current => current,
            }
        }
        Presented::Nothing | Presented::InvalidCookie => {
            auth.authenticate_by_plugin(&parts).await?
        }
    };
    match current {
        Some(current) => answer(&auth, current, &facts, query.0.disable_refresh).await,
        None => Ok(without_session(&auth, &parts.headers, ())),
    }
}

async fn answer(
    auth: &Auth,
    current: CurrentSession,
    facts: &RequestFacts,
    disable_refresh: bool,
) -> Result<Response, ApiError> {
    let CurrentSession { mut session, user, via } = current;
    let extended = !disable_refresh
        && via.token().is_some()
        && auth.extend_if_due(&mut session, facts).await?;
    let cookie = match &via {
        Via::Cookie(token) if extended => {
            let max_age = session.expires_at.since(auth.now());
            Some(auth.cookies().session(token, Some(max_age)))
        }
        _ => None,
    };
    let token = via.token().map(|token| token.expose().to_owned()).unwrap_or_default();
    let body = GetSessionResponse {
        session: auth.session_response(session, token),
        user: auth.user_response(user),
    };
    let mut response = Json(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    headers.extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}
