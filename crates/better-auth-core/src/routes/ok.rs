use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Json;

/// `{"status":true,"ok":true}`: `status` is what the project's own route list says, `ok` what the
/// npm client reads.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OkResponse {
    /// Always true.
    status: bool,
    /// Always true.
    ok: bool,
}

/// Tells that the server answers
///
/// Asks nothing of the database: for load balancers and curious people.
#[utoipa::path(
    get,
    path = "/ok",
    tag = "Core",
    responses((status = 200, description = "The server answers", body = OkResponse)),
)]
pub(super) async fn ok() -> Json<OkResponse> {
    Json(OkResponse { status: true, ok: true })
}
