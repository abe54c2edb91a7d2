use axum::extract::State;
use better_auth_core::api::UserResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::user_id;
use crate::service::{Admins, Caller};

/// Which user.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GetUserQuery {
    /// By the id.
    id: String,
}

/// Read a user.
#[utoipa::path(
    get,
    path = "/admin/get-user",
    tag = "admin",
    params(GetUserQuery),
    responses(
        (status = 200, description = "The user", body = UserResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_GET_USER`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_user(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<GetUserQuery>,
) -> Result<Json<UserResponse>, ApiError> {
    let user = service.get_user(Caller::new(&current, &facts), &user_id(&query.0.id)).await?;
    Ok(Json(service.auth.user_response(user)))
}
