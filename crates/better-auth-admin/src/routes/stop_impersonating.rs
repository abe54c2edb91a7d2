use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::EmptyRequest;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, CurrentSession, RequestFacts};

use super::impersonate_user::{ImpersonationResponse, answer};
use crate::service::Admins;

/// Go back to the administrator's own session.
#[utoipa::path(
    post,
    path = "/admin/stop-impersonating",
    tag = "admin",
    request_body(content = Option<EmptyRequest>),
    responses(
        (status = 200, description = "The administrator's own session", body = ImpersonationResponse),
        (status = 400, description = "`YOU_ARE_NOT_IMPERSONATING_ANYONE`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn stop_impersonating(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: Option<CurrentSession>,
    _body: OptionalJson<EmptyRequest>,
) -> Result<Response, ApiError> {
    let stopped = service.stop_impersonating(current.as_ref(), &facts).await?;
    Ok(answer(&service.auth, stopped.own))
}
