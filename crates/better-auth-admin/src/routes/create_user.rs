use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::profile::check_name;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::person_data::PersonData;
use super::{AdminRolesRequest, AdminUserResponse};
use crate::error::INVALID_EMAIL;
use crate::service::{Admins, Caller, NewPerson};

/// Who.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CreateUserRequest {
    /// The address.
    #[schema(format = "email")]
    email: String,
    /// What they are called.
    name: String,
    /// A password. Without one they come in by another way, or reset it.
    password: Option<SecretString>,
    /// Their roles. Default `user`.
    role: Option<AdminRolesRequest>,
    /// `image`, `emailVerified`, and the fields that the application declared.
    #[serde(default)]
    #[schema(value_type = Object)]
    data: Map<String, Value>,
}

/// Make a user.
#[utoipa::path(
    post,
    path = "/admin/create-user",
    tag = "admin",
    request_body = CreateUserRequest,
    responses(
        (status = 200, description = "They exist", body = AdminUserResponse),
        (status = 400, description = "`INVALID_EMAIL`, `INVALID_ROLE_TYPE`, `FIELD_NOT_ALLOWED`, `USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`, `YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS`, `YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE`, `YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn create_user(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<CreateUserRequest>,
) -> Result<Json<AdminUserResponse>, ApiError> {
    let CreateUserRequest { email, name, password, role, data } = body.0;
    let caller = Caller::new(&current, &facts);
    let data = PersonData::read(data, &service.auth.settings().user_fields)?;
    data.refuse_all_but_new()?;
    if data.email_verified.is_some() {
        let refusal = crate::error::YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL;
        service.require(caller, crate::permission::user::SetEmail, refusal)?;
    }
    check_name("name", &name)?;
    let roles = role.map(|roles| roles.parse()).transpose()?;
    let person = NewPerson {
        name,
        email: email.parse().map_err(|_| INVALID_EMAIL)?,
        email_verified: data.email_verified.unwrap_or(false),
        password: password.as_ref(),
        roles: roles.as_ref(),
        image: data.profile.image.flatten(),
        additional: data.profile.additional,
    };
    let user = service.create_user(caller, person).await?;
    Ok(Json(AdminUserResponse { user: service.auth.user_response(user) }))
}
