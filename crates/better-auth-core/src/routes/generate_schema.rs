use axum::extract::State;
use axum::response::Response;

use super::Pages;

/// Shows the OpenAPI document
///
/// The same as `/reference/openapi.json`, where the npm client looks for it.
#[utoipa::path(
    get,
    path = "/open-api/generate-schema",
    tag = "Core",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)),
)]
pub(super) async fn generate_schema(pages: State<Pages>) -> Response {
    pages.document()
}
