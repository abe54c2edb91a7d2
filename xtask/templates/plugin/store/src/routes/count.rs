//! `GET /{{kebab}}/count`: the pattern of a route; replace it by the first real one.

use axum::extract;
use better_auth_core::{ApiError, CurrentSession, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::plugin::State;

/// How many there are.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct {{Pascal}}CountResponse {
    /// Rows of the caller.
    count: usize,
}

/// Tells a signed-in user how many rows are theirs.
#[utoipa::path(
    get,
    path = "/{{kebab}}/count",
    tag = "{{kebab}}",
    responses((status = OK, description = "How many there are", body = {{Pascal}}CountResponse)),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn {{snake}}_count(
    extract::State(state): extract::State<State>,
    current: CurrentSession,
) -> Result<Json<{{Pascal}}CountResponse>, ApiError> {
    let rows = state.store.list_{{snake}}s(&current.user.id).await?;
    Ok(Json({{Pascal}}CountResponse { count: rows.len() }))
}
