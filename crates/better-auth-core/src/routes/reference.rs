//! The page that shows the OpenAPI document. Everything it needs is in the binary; the browser
//! asks no other server.

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use super::{Pages, embedded};

/// Paths of the files that the page loads.
pub(super) const ASSETS: [&str; 2] = ["/reference/app.js", "/reference/style.css"];

const PAGE: &str = include_str!("../../assets/reference.html");
const SCRIPT: &str = include_str!("../../assets/reference.js");
const STYLE: &str = include_str!("../../assets/reference.css");

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const ASSET_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Shows this page
///
/// Lists every operation and sends requests from the browser.
#[utoipa::path(
    get,
    path = "/reference",
    tag = "Core",
    responses((status = 200, description = "HTML", body = String, content_type = "text/html")),
)]
pub(super) async fn reference() -> Response {
    embedded("text/html; charset=utf-8", Some(POLICY), PAGE)
}

/// Shows the OpenAPI document
#[utoipa::path(
    get,
    path = "/reference/openapi.json",
    tag = "Core",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)),
)]
pub(super) async fn openapi_json(pages: State<Pages>) -> Response {
    pages.document()
}

/// The script and the style sheet; they are part of the page, not of the interface.
pub(super) fn assets() -> OpenApiRouter<Pages> {
    let [script, style] = ASSETS;
    OpenApiRouter::new()
        .route(
            script,
            get(async || embedded("text/javascript; charset=utf-8", Some(ASSET_POLICY), SCRIPT)),
        )
        .route(style, get(async || embedded("text/css; charset=utf-8", Some(ASSET_POLICY), STYLE)))
}
