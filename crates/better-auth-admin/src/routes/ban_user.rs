use axum::extract::State;
use std::time::Duration;

use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AdminUserResponse, checked_text, user_id};
use crate::service::{Admins, Caller, UserBan};

/// Longest ban with an end, in seconds: a hundred years.
const LONGEST: u64 = 100 * 366 * 24 * 60 * 60;

/// Who, why and for how long.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BanUserRequest {
    /// The user.
    user_id: String,
    /// Why. Default "No reason".
    ban_reason: Option<String>,
    /// For how many seconds. Default: for good.
    ban_expires_in: Option<u64>,
}

impl BanUserRequest {
    fn check(&self, now: Timestamp) -> Result<UserBan<'_>, ApiError> {
        self.ban_reason.as_deref().map(|text| checked_text("banReason", text)).transpose()?;
        if self.ban_expires_in.is_some_and(|seconds| seconds == 0 || seconds > LONGEST) {
            return Err(ApiError::validation(
                "[body.banExpiresIn] must be 1 second to a hundred years",
            ));
        }
        Ok(UserBan {
            reason: self.ban_reason.as_deref().filter(|reason| !reason.is_empty()),
            until: self.ban_expires_in.map(|seconds| now.plus(Duration::from_secs(seconds))),
        })
    }
}

/// Shut a user out, at once and in every session.
#[utoipa::path(
    post,
    path = "/admin/ban-user",
    tag = "admin",
    request_body = BanUserRequest,
    responses(
        (status = 200, description = "They are out", body = AdminUserResponse),
        (status = 400, description = "`YOU_CANNOT_BAN_YOURSELF`, `YOU_CANNOT_REMOVE_THE_LAST_ADMIN`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_BAN_USERS`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn ban_user(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<BanUserRequest>,
) -> Result<Json<AdminUserResponse>, ApiError> {
    let ban = body.0.check(service.auth.now())?;
    let id = user_id(&body.0.user_id);
    let user = service.ban(Caller::new(&current, &facts), &id, ban).await?;
    Ok(Json(AdminUserResponse { user: service.auth.user_response(user) }))
}
