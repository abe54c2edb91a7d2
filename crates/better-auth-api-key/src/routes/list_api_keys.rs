use std::cmp::Ordering;

use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::ApiKeyResponse;
use crate::permission;
use crate::record::{KeyOwner, KeyRecord};
use crate::service::ApiKeys;

/// Whose keys, which of them, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ListApiKeysQuery {
    /// The name of a configuration. Default: the keys of all of them.
    config_id: Option<String>,
    /// An organization. Default: the own keys.
    organization_id: Option<String>,
    /// How many at most. Default: all.
    limit: Option<usize>,
    /// How many to leave out. Default: none.
    offset: Option<usize>,
    /// By what to sort. Default: `createdAt`.
    #[param(inline)]
    sort_by: Option<SortBy>,
    /// In which direction. Default: `asc`.
    #[param(inline)]
    sort_direction: Option<Direction>,
}

/// A field to sort by.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKeySortBy)]
pub(crate) enum SortBy {
    /// When it was made.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// When it ends; those that never do come first.
    ExpiresAt,
    /// When it was last used; those that never were come first.
    LastRequest,
    /// Its name; those without come first.
    Name,
}

/// A direction to sort in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKeySortDirection)]
pub(crate) enum Direction {
    /// The smallest first.
    Asc,
    /// The largest first.
    Desc,
}

/// A page of keys.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListApiKeysResponse {
    /// The keys.
    api_keys: Vec<ApiKeyResponse>,
    /// How many there are in all.
    total: usize,
    /// How many were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    /// How many were left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
}

/// List API keys.
///
/// The own ones, or those of an organization.
#[utoipa::path(
    get,
    path = "/api-key/list",
    tag = "api-key",
    params(ListApiKeysQuery),
    responses(
        (status = 200, description = "The keys", body = ListApiKeysResponse),
        (status = 403, description = "`USER_NOT_MEMBER_OF_ORGANIZATION`, `INSUFFICIENT_API_KEY_PERMISSIONS`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_api_keys(
    State(service): State<ApiKeys>,
    current: CurrentSession,
    query: Query<ListApiKeysQuery>,
) -> Result<Json<ListApiKeysResponse>, ApiError> {
    let (user, query) = (current.user.id, query.0);
    let owner = match &query.organization_id {
        Some(organization) => service.organization(&user, organization, permission::READ).await?,
        None => KeyOwner::User(user),
    };
    let mut keys = service.list(&owner).await?;
    if let Some(config) = &query.config_id {
        keys.retain(|key| key.config == *config);
    }
    if let Some(field) = query.sort_by {
        keys.sort_by(|a, b| compare(field, a, b));
    }
    if query.sort_direction == Some(Direction::Desc) {
        keys.reverse();
    }
    let total = keys.len();
    let page = keys.into_iter().skip(query.offset.unwrap_or(0));
    let page = page.take(query.limit.unwrap_or(usize::MAX));
    Ok(Json(ListApiKeysResponse {
        api_keys: page.map(ApiKeyResponse::from).collect(),
        total,
        limit: query.limit,
        offset: query.offset,
    }))
}

fn compare(field: SortBy, a: &KeyRecord, b: &KeyRecord) -> Ordering {
    match field {
        SortBy::CreatedAt => a.created_at.cmp(&b.created_at),
        SortBy::UpdatedAt => a.updated_at.cmp(&b.updated_at),
        SortBy::ExpiresAt => a.expires_at.cmp(&b.expires_at),
        SortBy::LastRequest => a.last_used_at.cmp(&b.last_used_at),
        SortBy::Name => a.name.cmp(&b.name),
    }
}
