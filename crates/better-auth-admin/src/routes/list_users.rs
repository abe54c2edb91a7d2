mod query;

use axum::extract::State;
use better_auth_core::api::UserResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use self::query::ListUsersQuery;

use crate::service::{Admins, Caller};
use crate::store::Total;

/// A page of users.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListUsersResponse {
    /// The users.
    users: Vec<UserResponse>,
    /// How many there are on all pages.
    total: u64,
    /// Whether `total` was counted. If not, it is about right where everybody is listed, and the least
    /// that it can be where only some are.
    total_is_exact: bool,
    /// How many were asked for, if the question said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// How many come before, if the question said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u32>,
    /// Asks for the next page; null on the last one. As fast on the last page as on the first.
    next_cursor: Option<String>,
}

/// List and search users.
#[utoipa::path(
    get,
    path = "/admin/list-users",
    tag = "admin",
    params(ListUsersQuery),
    responses(
        (status = 200, description = "A page", body = ListUsersResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_LIST_USERS`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_users(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<ListUsersQuery>,
) -> Result<Json<ListUsersResponse>, ApiError> {
    let wanted = query.0.check()?;
    let page = service.list_users(Caller::new(&current, &facts), &wanted).await?;
    let last = page.users.last().filter(|_| page.users.len() == wanted.limit as usize);
    let (total, total_is_exact) = match page.total {
        Total::Exact(total) => (total, true),
        Total::Estimate(total) => (total, false),
    };
    Ok(Json(ListUsersResponse {
        next_cursor: last.map(|user| query::cursor(wanted.sort, user)),
        users: page.users.into_iter().map(|user| service.auth.user_response(user)).collect(),
        total,
        total_is_exact,
        limit: query.0.limit,
        offset: query.0.offset,
    }))
}
