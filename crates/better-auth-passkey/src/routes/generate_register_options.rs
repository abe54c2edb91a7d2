use axum::extract::State;
use axum::response::Response;
use better_auth_core::error::ErrorResponse;
use better_auth_core::profile::check_name;
use better_auth_core::{ApiError, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Registrant, with_cookie};
use crate::api::{Attachment, CreationOptions};
use crate::error::RESOLVED_USER_INVALID;
use crate::service::{Caller, Passkeys, StartRegistration};

/// What the passkey is to be like.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct RegisterOptionsQuery {
    /// Where the authenticator is to be.
    authenticator_attachment: Option<Attachment>,
    /// What the authenticator lists the account as. Default: the address.
    name: Option<String>,
    /// Whose account is to be made, where strangers may make one: `{"name":…,"email":…}` as JSON.
    /// Ignored for people who are signed in.
    context: Option<String>,
}

/// Who wants an account.
#[derive(Deserialize)]
struct SignUpContext {
    name: String,
    email: String,
}

/// Begin the registration of a passkey.
///
/// The answer is for `navigator.credentials.create()`, and a cookie binds it to the browser for
/// five minutes.
#[utoipa::path(
    get,
    path = "/passkey/generate-register-options",
    tag = "passkey",
    params(RegisterOptionsQuery),
    responses(
        (status = 200, description = "What the browser is to ask the authenticator for", body = CreationOptions),
        (status = 400, description = "`RESOLVED_USER_INVALID`, `VALIDATION_ERROR`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn generate_register_options(
    State(service): State<Passkeys>,
    registrant: Registrant,
    query: Query<RegisterOptionsQuery>,
) -> Result<Response, ApiError> {
    let query = query.0;
    let label = query.name.filter(|name| !name.trim().is_empty());
    label.as_deref().map(|name| check_name("name", name)).transpose()?;
    let caller = match registrant.0 {
        Some(current) => Caller::Member(Box::new(current.user)),
        None => stranger(query.context.as_deref())?,
    };
    let start = StartRegistration { caller, label, attachment: query.authenticator_attachment };
    let (options, cookie) = service.start_registration(start).await?;
    Ok(with_cookie(options, cookie))
}

fn stranger(context: Option<&str>) -> Result<Caller, ApiError> {
    let invalid = || ApiError::from(RESOLVED_USER_INVALID);
    let context: SignUpContext =
        serde_json::from_str(context.ok_or_else(invalid)?).map_err(|_| invalid())?;
    let email = context.email.parse().map_err(|_| invalid())?;
    check_name("name", &context.name).map_err(|_| invalid())?;
    Ok(Caller::Stranger { name: context.name, email })
}
