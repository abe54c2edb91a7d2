use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{pairs, problem, scan};
use crate::error::{ApiError, codes};

/// A JSON body, and a JSON answer.
///
/// As an argument of a handler it takes `application/json` and `…+json` only, so that a plain
/// form of another site can not reach the route. Unknown fields are ignored, as the stock client
/// expects.
///
/// # Errors
/// 415 for another content type or a compressed body, 413 for a body over the limit, 400
/// `BAD_REQUEST` for what is not JSON, 400 `VALIDATION_ERROR` with `[body.field] reason` for JSON
/// of another shape.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

/// A body as JSON, or as an HTML form sends it (`application/x-www-form-urlencoded`). For the few
/// routes that a page without scripts posts to; the origin check is what guards them.
///
/// # Errors
/// As [`Json`].
#[derive(Debug, Clone)]
pub struct JsonOrForm<T>(pub T);

/// A JSON body that may be left out: an empty one is `T::default()`, whatever its content type.
///
/// # Errors
/// As [`Json`].
#[derive(Debug, Clone)]
pub struct OptionalJson<T>(pub T);

/// How the values of a [`JsonOrForm`] are written. A number of JSON is a number; in a form
/// everything is text, and what is to become something else has to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// Values have types.
    Json,
    /// Every value is text.
    Form,
}

impl<S: Send + Sync> FromRequestParts<S> for Spelling {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        match media_type(&parts.headers) {
            Media::Form => Ok(Self::Form),
            Media::Json | Media::Other => Ok(Self::Json),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match media_type(request.headers()) {
            Media::Json => parse_json(&read(request, state).await?).map(Self),
            Media::Form | Media::Other => Err(codes::UNSUPPORTED_MEDIA_TYPE.into()),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonOrForm<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match media_type(request.headers()) {
            Media::Json => parse_json(&read(request, state).await?).map(Self),
            Media::Form => pairs::parse("body", &read(request, state).await?).map(Self),
            Media::Other => Err(codes::UNSUPPORTED_MEDIA_TYPE.into()),
        }
    }
}

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let media = media_type(request.headers());
        let body = read(request, state).await?;
        match media {
            _ if body.is_empty() => Ok(Self(T::default())),
            Media::Json => parse_json(&body).map(Self),
            Media::Form | Media::Other => Err(codes::UNSUPPORTED_MEDIA_TYPE.into()),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => {
                let mut headers = HeaderMap::with_capacity(ANSWER_HEADERS);
                let json = HeaderValue::from_static("application/json");
                headers.insert(header::CONTENT_TYPE, json);
                let mut response = Response::new(body.into());
                *response.headers_mut() = headers;
                response
            }
            Err(error) => ApiError::internal(error).into_response(),
        }
    }
}

/// Room for what the handler and the guard add, so that the map need not grow on the way.
const ANSWER_HEADERS: usize = 12;

enum Media {
    Json,
    Form,
    Other,
}

/// What the headers say the body is. Said twice, or compressed, it is nothing that we take.
fn media_type(headers: &HeaderMap) -> Media {
    let encoded = headers.get_all(header::CONTENT_ENCODING).iter();
    if encoded.into_iter().any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Media::Other;
    }
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Media::Other;
    };
    let Ok(value) = value.to_str() else {
        return Media::Other;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    if is_json(essence) {
        Media::Json
    } else if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        Media::Form
    } else {
        Media::Other
    }
}

fn is_json(essence: &str) -> bool {
    let word = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.+".contains(&b))
    };
    let lower = essence.to_ascii_lowercase();
    lower == "application/json"
        || lower
            .strip_suffix("+json")
            .and_then(|rest| rest.split_once('/'))
            .is_some_and(|(kind, name)| word(kind) && word(name))
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            codes::PAYLOAD_TOO_LARGE.into()
        } else {
            ApiError::from(codes::BAD_REQUEST)
                .with_message("The request body could not be read")
                .with_source(rejection)
        }
    })
}

fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let text = std::str::from_utf8(body).map_err(|_| ApiError::from(codes::BAD_REQUEST))?;
    if !scan::is_object(text)? {
        return Err(ApiError::validation("[body] Invalid input: expected object"));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| problem::refusal("body", error))
}
