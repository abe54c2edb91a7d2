use axum::extract::State;
use better_auth_core::address::{AddressLink, AddressMove};
use better_auth_core::api::StatusResponse;
use better_auth_core::error::{ErrorResponse, codes};
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::{ApiError, CurrentSession, Email, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::change_email::EmailChanges;
use crate::error::EMAIL_IS_THE_SAME;

/// Where the account is to move.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeEmailRequest {
    /// The new address.
    #[schema(format = "email")]
    new_email: String,
    /// Where the mailed links lead in the end: a path, or a URL of a trusted origin. Default `/`.
    #[serde(rename = "callbackURL")]
    callback_url: Option<RedirectTarget>,
}

/// Ask for a move of the own account to another address.
///
/// The address does not change before mailed links are opened: one at the address that the account
/// has, if that is proven, then one at the new address. Where the first is left out, the session
/// must be fresh. A taken address is answered as a free one.
#[utoipa::path(
    post,
    path = "/change-email",
    tag = "user",
    request_body = ChangeEmailRequest,
    responses(
        (status = 200, description = "A mail is on its way, if one can be sent", body = StatusResponse),
        (status = 400, description = "`CHANGE_EMAIL_DISABLED`, `VERIFICATION_EMAIL_NOT_ENABLED`, `EMAIL_IS_THE_SAME`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`, `INVALID_CALLBACK_URL`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn change_email(
    State(changes): State<EmailChanges>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<ChangeEmailRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    changes.check_enabled()?;
    let (auth, body) = (&changes.auth, body.0);
    let check = |target| auth.check_redirect(target, codes::INVALID_CALLBACK_URL);
    let callback = body.callback_url.as_ref().map(check).transpose()?;
    let to: Result<Email, _> = body.new_email.parse();
    let to = to.map_err(|_| ApiError::validation("[body.newEmail] Invalid email address"))?;
    let CurrentSession { user, session, .. } = &current;
    if to == user.email {
        return Err(EMAIL_IS_THE_SAME.into());
    }
    let confirm = changes.mode.asks_current_address(user);
    if !confirm && !auth.is_fresh(session) {
        return Err(codes::SESSION_NOT_FRESH.into());
    }
    let link = AddressLink::to(callback.as_ref());
    auth.request_address_move(&facts, AddressMove { user, session, to: &to, confirm, link })
        .await?;
    Ok(Json(StatusResponse::DONE))
}
