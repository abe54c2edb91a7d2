use axum::extract::State;
use axum::response::{IntoResponse, Response};
use better_auth_core::api::UserResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::{JsonOrForm, ProtectedFields, Spelling};
use better_auth_core::fields::{GivenFields, NewUserFields};
use better_auth_core::password::About;
use better_auth_core::profile::{check_image, check_name};
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::sign_in::SignInOutcome;
use better_auth_core::{ApiError, Email, Json, RequestFacts, SecretString, VerifiedUser};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check_callback;
use crate::error::INVALID_EMAIL;
use crate::service::{EmailPasswords, SignUp, SignUpOutcome};
use crate::username::Username;

/// Who wants an account. Unknown fields are ignored; fields that only the server may set are
/// refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignUpEmailRequest {
    /// What they are called.
    name: String,
    /// The address.
    #[schema(format = "email")]
    email: String,
    /// The password.
    password: SecretString,
    /// URL of a picture.
    image: Option<String>,
    /// The user name; unique in any case.
    username: Option<String>,
    /// How the user name is shown. Without `username` it becomes the user name, if it can be one.
    display_username: Option<String>,
    /// Whether the session outlives the browser. Default true.
    remember_me: Option<bool>,
    /// Where the link in the verification mail leads: a path, or a URL of a trusted origin.
    #[serde(rename = "callbackURL")]
    callback_url: Option<RedirectTarget>,
    #[serde(flatten)]
    #[schema(ignore)]
    protected: ProtectedFields,
    #[serde(flatten)]
    #[schema(value_type = NewUserFields)]
    additional: GivenFields,
}

/// The new user, and the session if there is one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignUpEmailResponse {
    /// The session token; null if the sign-up opens no session.
    token: Option<String>,
    /// The user.
    user: UserResponse,
}

/// Make an account with an address and a password.
#[utoipa::path(
    post,
    path = "/sign-up/email",
    tag = "email-password",
    request_body(content((SignUpEmailRequest = "application/json"), (SignUpEmailRequest = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "The account exists", body = SignUpEmailResponse),
        (status = 400, description = "`INVALID_EMAIL`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_TOO_WEAK`, `PASSWORD_COMPROMISED`, `FIELD_NOT_ALLOWED`, `MISSING_FIELD`, `USERNAME_TOO_SHORT`, `USERNAME_TOO_LONG`, `INVALID_USERNAME`, `USERNAME_IS_ALREADY_TAKEN`, `EMAIL_PASSWORD_SIGN_UP_DISABLED`", body = ErrorResponse),
        (status = 403, description = "`INVALID_CALLBACK_URL`", body = ErrorResponse),
        (status = 422, description = "`USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`", body = ErrorResponse),
    )
)]
pub(crate) async fn sign_up_email(
    State(service): State<EmailPasswords>,
    facts: RequestFacts,
    spelling: Spelling,
    body: JsonOrForm<SignUpEmailRequest>,
) -> Result<Response, ApiError> {
    let body = body.0;
    let callback = check_callback(&service.auth, body.callback_url.as_ref())?;
    let remember = body.remember_me.unwrap_or(true);
    let sign_up = SignUp { callback, ..check(&service, body, spelling).await? };
    match service.sign_up(sign_up, &facts).await? {
        SignUpOutcome::Created(verified) => answer(&service, verified, &facts, remember).await,
        SignUpOutcome::Waiting(user) => {
            let user = service.auth.user_response(*user);
            Ok(Json(SignUpEmailResponse { token: None, user }).into_response())
        }
    }
}

async fn check(
    service: &EmailPasswords,
    body: SignUpEmailRequest,
    spelling: Spelling,
) -> Result<SignUp, ApiError> {
    body.protected.check()?;
    let declared = &service.auth.settings().user_fields;
    let additional = declared.at_sign_up(body.additional, spelling)?;
    let email: Email = body.email.parse().map_err(|_| INVALID_EMAIL)?;
    check_name("name", &body.name)?;
    body.image.as_deref().map(check_image).transpose()?;
    let display = body.display_username;
    display.as_deref().map(|name| check_name("displayUsername", name)).transpose()?;
    let (username, display_username) = match body.username {
        _ if service.options.usernames.is_none() => (None, None),
        Some(typed) => (Some(service.parse_username(&typed, StatusCode::BAD_REQUEST)?), display),
        None => {
            let shown = display.as_deref();
            (
                shown.and_then(|name| service.parse_username(name, StatusCode::BAD_REQUEST).ok()),
                display,
            )
        }
    };
    let about = About {
        name: Some(&body.name),
        email: Some(email.as_str()),
        username: username.as_ref().map(Username::typed),
    };
    let password = service.auth.accept_password(&body.password, &about).await?;
    let (name, image) = (body.name, body.image);
    let callback = None;
    Ok(SignUp { name, email, password, image, username, display_username, callback, additional })
}

async fn answer(
    service: &EmailPasswords,
    verified: VerifiedUser,
    facts: &RequestFacts,
    remember: bool,
) -> Result<Response, ApiError> {
    match service.auth.sign_in(verified, facts, remember).await? {
        SignInOutcome::Challenged(response) => Ok(*response),
        SignInOutcome::SignedIn(signed_in) => {
            let token = Some(signed_in.token.expose().to_owned());
            let user = service.auth.user_response(signed_in.user.clone());
            Ok(signed_in.respond(&SignUpEmailResponse { token, user }))
        }
    }
}
