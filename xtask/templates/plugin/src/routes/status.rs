//! `GET /{{kebab}}/status`: the pattern of a route; replace it by the first real one.

use better_auth_core::api::StatusResponse;
use better_auth_core::{CurrentSession, Json};

/// Tells a signed-in user that the plugin is there.
#[utoipa::path(
    get,
    path = "/{{kebab}}/status",
    tag = "{{kebab}}",
    responses((status = OK, description = "The plugin is there", body = StatusResponse)),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn {{snake}}_status(_current: CurrentSession) -> Json<StatusResponse> {
    Json(StatusResponse::DONE)
}
