use axum::extract::State;
use better_auth_core::api::UserResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::person_data::PersonData;
use super::user_id;
use crate::service::{Admins, Caller, PersonChanges};

/// What is to become different about whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AdminUpdateUserRequest {
    /// The user.
    user_id: String,
    /// `name`, `image`, `username`, `displayUsername`, `email`, `emailVerified`, `role`, and the
    /// fields that the application declared.
    #[schema(value_type = Object)]
    data: Map<String, Value>,
}

/// Change a user.
#[utoipa::path(
    post,
    path = "/admin/update-user",
    tag = "admin",
    request_body = AdminUpdateUserRequest,
    responses(
        (status = 200, description = "As they are now", body = UserResponse),
        (status = 400, description = "`NO_DATA_TO_UPDATE`, `PASSWORD_CANNOT_BE_UPDATED_VIA_UPDATE_USER`, `USER_ID_CANNOT_BE_UPDATED`, `FIELD_NOT_ALLOWED`, `INVALID_EMAIL`, `INVALID_ROLE_TYPE`, `USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`, `YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE`, `YOU_CANNOT_REMOVE_THE_LAST_ADMIN`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS`, `YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL`, `YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_user(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<AdminUpdateUserRequest>,
) -> Result<Json<UserResponse>, ApiError> {
    let id = user_id(&body.0.user_id);
    let data = PersonData::read(body.0.data, &service.auth.settings().user_fields)?;
    let PersonData { profile, email, email_verified, roles } = data;
    let changes = PersonChanges { profile, email, email_verified, roles };
    let user = service.update_user(Caller::new(&current, &facts), &id, changes).await?;
    Ok(Json(service.auth.user_response(user)))
}
