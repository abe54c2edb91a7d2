use axum::extract::State;
use axum::response::{IntoResponse, Response};
use better_auth_core::api::StatusResponse;
use better_auth_core::entity::UserChanges;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::{Forbidden, Given, ProtectedFields};
use better_auth_core::fields::{FieldSet, GivenFields, UserFieldChanges};
use better_auth_core::profile::{check_image, check_name};
use better_auth_core::{ApiError, Auth, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::{EMAIL_CAN_NOT_BE_UPDATED, NO_FIELDS_TO_UPDATE};

/// What is to become different. Unknown fields are ignored; fields that only the server may set
/// are refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateUserRequest {
    /// What the user is called.
    name: Option<String>,
    /// URL of a picture; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    image: Given<Option<String>>,
    /// The user name; unique in any case.
    username: Option<String>,
    /// How the user name is shown.
    display_username: Option<String>,
    #[serde(default)]
    #[schema(ignore)]
    email: Forbidden,
    #[serde(flatten)]
    #[schema(ignore)]
    protected: ProtectedFields,
    #[serde(flatten)]
    #[schema(value_type = UserFieldChanges)]
    additional: GivenFields,
}

impl UpdateUserRequest {
    fn check(self, declared: &FieldSet) -> Result<UserChanges, ApiError> {
        if self.email.is_present() {
            return Err(EMAIL_CAN_NOT_BE_UPDATED.into());
        }
        self.protected.check()?;
        let image = self.image.into_option();
        self.name.as_deref().map(|name| check_name("name", name)).transpose()?;
        image.iter().flatten().try_for_each(|image| check_image(image))?;
        let display = self.display_username.as_deref();
        display.map(|name| check_name("displayUsername", name)).transpose()?;
        let changes = UserChanges {
            name: self.name,
            image,
            username: self.username,
            display_username: self.display_username,
            additional: declared.changes(self.additional)?,
        };
        if changes.is_empty() { Err(NO_FIELDS_TO_UPDATE.into()) } else { Ok(changes) }
    }
}

/// Change the own profile.
#[utoipa::path(
    post,
    path = "/update-user",
    tag = "user",
    request_body = UpdateUserRequest,
    responses(
        (status = 200, description = "It is changed", body = StatusResponse),
        (status = 400, description = "`EMAIL_CAN_NOT_BE_UPDATED`, `FIELD_NOT_ALLOWED`, `NO_FIELDS_TO_UPDATE`, `USERNAME_TOO_SHORT`, `USERNAME_TOO_LONG`, `INVALID_USERNAME`, `USERNAME_IS_ALREADY_TAKEN`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_user(
    State(auth): State<Auth>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<UpdateUserRequest>,
) -> Result<Response, ApiError> {
    let changes = body.0.check(&auth.settings().user_fields)?;
    auth.update_user(&current.user, changes, &facts).await?;
    Ok(Json(StatusResponse::DONE).into_response())
}
