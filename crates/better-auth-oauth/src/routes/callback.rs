use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use better_auth_core::extract::Path;
use better_auth_core::{ApiError, CurrentSession, RequestFacts};
use http::{HeaderValue, StatusCode, header};
use url::form_urlencoded;

use crate::callback_error::CallbackError;
use crate::service::{Answer, CallbackParameters, OAuth};

/// Longest query or form that is looked at, in bytes.
const MAX_LENGTH: usize = 16 * 1024;

/// Come back from a provider.
///
/// Always sends the browser on: with a session to the `callbackURL` (or `newUserCallbackURL`) of the
/// request that began the visit, or with `?error=…` to its `errorCallbackURL`.
#[utoipa::path(
    get,
    path = "/callback/{provider}",
    tag = "oauth",
    params(
        ("provider" = String, Path, description = "The id of the provider"),
        ("state" = Option<String>, Query, description = "What the browser was sent away with"),
        ("code" = Option<String>, Query, description = "What the provider gives tokens for"),
        ("error" = Option<String>, Query, description = "What the provider says instead"),
        ("iss" = Option<String>, Query, description = "Who the provider is (RFC 9207)"),
    ),
    responses((status = 302, description = "Onwards"))
)]
pub(crate) async fn callback(
    State(service): State<OAuth>,
    provider: Path<String>,
    query: RawQuery,
    visitor: Option<CurrentSession>,
    facts: RequestFacts,
) -> Response {
    let Some(parameters) = parameters(query.0.as_deref().unwrap_or_default()) else {
        let error = CallbackError::InvalidCallbackRequest;
        return service.refuse(error, &facts).await.into_response();
    };
    let visitor = visitor.as_ref().map(|visitor| &visitor.user);
    match service.finish(&provider.0, parameters, visitor, &facts).await {
        Answer::SignedIn(to, signed_in) => {
            let mut response = to.into_response();
            signed_in.set_cookie(&mut response);
            response
        }
        Answer::Challenged(to, challenge) => {
            let mut response = to.into_response();
            for cookie in challenge.headers().get_all(header::SET_COOKIE) {
                response.headers_mut().append(header::SET_COOKIE, cookie.clone());
            }
            response
        }
        Answer::Linked(to) | Answer::Failed(to) => to.into_response(),
    }
}

/// Come back from a provider that posts its answer.
///
/// The form comes from a page of the provider, so no cookie comes with it. The browser is sent on to
/// the GET, which it brings its cookies to.
#[utoipa::path(
    post,
    path = "/callback/{provider}",
    tag = "oauth",
    params(("provider" = String, Path, description = "The id of the provider")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "On to the GET, with the same parameters"))
)]
pub(crate) async fn post_callback(
    State(service): State<OAuth>,
    provider: Path<String>,
    facts: RequestFacts,
    body: Bytes,
) -> Result<Response, ApiError> {
    let form = std::str::from_utf8(&body).ok().filter(|form| form.len() <= MAX_LENGTH);
    let (Some(form), true) = (form, service.providers().any(|known| known == provider.0)) else {
        let error = match form {
            Some(_) => CallbackError::ProviderNotFound,
            None => CallbackError::InvalidCallbackRequest,
        };
        return Ok(service.refuse(error, &facts).await.into_response());
    };
    // Written anew: what reaches the header is what our own serializer made.
    let pairs = form_urlencoded::parse(form.as_bytes());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let route = service.auth.settings().base_url.route(&format!("/callback/{}", provider.0));
    let location = HeaderValue::try_from(format!("{route}?{query}")).map_err(ApiError::internal)?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

/// The parameters of a callback; `None` if one of those that decide is there twice, or if there is
/// too much.
fn parameters(query: &str) -> Option<CallbackParameters> {
    if query.len() > MAX_LENGTH {
        return None;
    }
    let pairs = form_urlencoded::parse(query.as_bytes());
    let all: Vec<(String, String)> = pairs.into_owned().collect();
    let one = |name: &str| {
        let mut found = all.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.clone());
        found.next().is_none().then_some(first)
    };
    Some(CallbackParameters {
        state: one("state")?,
        code: one("code")?,
        error: one("error")?,
        iss: one("iss")?,
        user: one("user")?,
        all,
    })
}
