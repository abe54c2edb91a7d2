//! Core's own routes: `/ok`, `/error`, the OpenAPI document and the page that shows it.

mod error;
mod generate_schema;
mod ok;
mod reference;

use std::collections::HashSet;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Auth;
use crate::config::Settings;

/// What the pages show; made once, at start.
#[derive(Debug, Clone)]
struct Pages(Arc<PagesInner>);

#[derive(Debug)]
struct PagesInner {
    app_name: String,
    /// The OpenAPI document, as it is sent.
    document: Bytes,
}

impl Pages {
    fn new(document: &OpenApi, settings: &Settings) -> Self {
        let document = serde_json::to_vec(document).unwrap_or_else(|error| {
            tracing::error!(%error, "the OpenAPI document can not be written");
            b"{}".to_vec()
        });
        Self(Arc::new(PagesInner {
            app_name: settings.app_name.clone(),
            document: document.into(),
        }))
    }

    fn document(&self) -> Response {
        embedded("application/json", None, self.0.document.clone())
    }
}

/// Methods and path shapes of core's own routes.
pub(crate) fn taken() -> HashSet<(String, String)> {
    let assets = reference::ASSETS.iter().map(|path| ("GET".to_owned(), (*path).to_owned()));
    let operations = crate::openapi::operations(&described()).into_iter();
    operations.chain(assets).map(|(method, path)| (method, crate::openapi::shape(&path))).collect()
}

/// The part of the document that describes core's own routes.
pub(crate) fn described() -> OpenApi {
    router().into_openapi()
}

/// Adds core's routes to those of the plugins, nests them under the base path and wraps them in
/// the guard.
pub(crate) fn mount(router: OpenApiRouter, auth: &Auth) -> (axum::Router, Arc<OpenApi>) {
    let (router, document) = assemble(router, auth.settings());
    let router = crate::layer::guard::wrap(router, auth);
    (axum::Router::new().nest(auth.settings().base_url.base_path(), router), document)
}

fn assemble(plugins: OpenApiRouter, settings: &Settings) -> (axum::Router, Arc<OpenApi>) {
    let (plugins, document) = plugins.split_for_parts();
    let (core, own) = router().split_for_parts();
    let document = crate::openapi::complete(own.merge_from(document), settings);
    let pages = Pages::new(&document, settings);
    let router = plugins.merge(core.with_state(pages));
    (allow_bodies(router, settings.body_limit), Arc::new(document))
}

/// Axum stops reading at 2 MiB unless it is told otherwise; the guard has its own limit.
fn allow_bodies(router: axum::Router, limit: usize) -> axum::Router {
    const AXUM: usize = 2 << 20;
    if limit > AXUM { router.layer(DefaultBodyLimit::max(limit)) } else { router }
}

fn router() -> OpenApiRouter<Pages> {
    OpenApiRouter::new()
        .routes(routes!(ok::ok))
        .routes(routes!(error::error_page))
        .routes(routes!(reference::openapi_json))
        .routes(routes!(generate_schema::generate_schema))
        .routes(routes!(reference::reference))
        .merge(reference::assets())
}

/// An answer whose body is known at start; `policy` is its Content-Security-Policy.
fn embedded(
    content_type: &'static str,
    policy: Option<&'static str>,
    body: impl Into<Bytes>,
) -> Response {
    let mut response = body.into().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    response
}

#[cfg(test)]
mod tests;
