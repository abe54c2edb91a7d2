use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::pairs;
use crate::error::ApiError;

/// The query string, with our errors: a parameter that is missing, of the wrong type or there
/// twice is answered with 400 `VALIDATION_ERROR` and `[query.name] reason`. Unknown parameters are
/// ignored.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        pairs::parse("query", parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

/// The parameters of the path, with our errors: 400 `VALIDATION_ERROR`.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) if rejection.status().is_server_error() => {
                Err(ApiError::internal(rejection))
            }
            Err(_) => Err(ApiError::validation("[params] Invalid input")),
        }
    }
}
