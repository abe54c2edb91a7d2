use axum::extract::State;
use axum::response::{IntoResponse, Response};
use better_auth_core::api::SessionResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::fields::{FieldSet, GivenFields, SessionFieldChanges};
use better_auth_core::{ApiError, Auth, CurrentSession, Json, RequestFacts};
use http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{FAILED_TO_GET_SESSION, NO_FIELDS_TO_UPDATE};

/// What is to become different: the fields of sessions that the application declared. Unknown
/// fields are ignored; those that only the server may set are refused.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UpdateSessionRequest {
    #[serde(flatten)]
    #[schema(value_type = SessionFieldChanges)]
    additional: GivenFields,
}

/// The session as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UpdateSessionResponse {
    /// The session; `token` is the one that the request presented.
    session: SessionResponse,
}

/// Change the declared fields of the session of the request.
#[utoipa::path(
    post,
    path = "/update-session",
    tag = "session",
    request_body = UpdateSessionRequest,
    responses(
        (status = 200, description = "It is changed", body = UpdateSessionResponse),
        (status = 400, description = "`FIELD_NOT_ALLOWED`, `NO_FIELDS_TO_UPDATE`, `VALIDATION_ERROR`", body = ErrorResponse),
        (status = 401, description = "`UNAUTHORIZED`; `FAILED_TO_GET_SESSION` if the session ends at the same time", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_session(
    State(auth): State<Auth>,
    facts: RequestFacts,
    headers: HeaderMap,
    current: CurrentSession,
    body: Json<UpdateSessionRequest>,
) -> Result<Response, ApiError> {
    let declared: &FieldSet = &auth.settings().session_fields;
    declared.refuse_taken(&body.0.additional)?;
    let changes = declared.changes(body.0.additional)?;
    if changes.is_empty() {
        return Err(NO_FIELDS_TO_UPDATE.into());
    }
    let Some(session) = auth.update_session(&current.session, changes, &facts).await? else {
        return Err(signed_out(&auth, &headers));
    };
    let token = current.via.token().map(|token| token.expose().to_owned()).unwrap_or_default();
    let session = auth.session_response(session, token);
    Ok(Json(UpdateSessionResponse { session }).into_response())
}

fn signed_out(auth: &Auth, request: &HeaderMap) -> ApiError {
    let cookies = auth.cookies().clear_session(request);
    cookies.into_iter().fold(FAILED_TO_GET_SESSION.into(), |error: ApiError, cookie| {
        error.with_header(header::SET_COOKIE, cookie)
    })
}
