use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::error::codes;
use better_auth_core::event::kinds;
use better_auth_core::mail::Message;
use better_auth_core::store::{Unlink, Unlinked};
use better_auth_core::{Account, ApiError, Auth, FreshSession, Json, RequestFacts, User};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::{ACCOUNT_NOT_FOUND, FAILED_TO_UNLINK_LAST_ACCOUNT};

/// Which way in: by its id, or by its provider and, if there are several, the name there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnlinkAccountRequest {
    /// The `id` of a listed account; with `providerId`, its `accountId`.
    account_id: Option<String>,
    /// The `providerId` of a listed account.
    provider_id: Option<String>,
}

impl UnlinkAccountRequest {
    fn names(&self, account: &Account) -> bool {
        match (&self.provider_id, &self.account_id) {
            (None, Some(id)) => account.id.as_str() == id,
            (Some(provider), None) => account.provider_id == *provider,
            (Some(provider), Some(id)) => {
                account.provider_id == *provider
                    && (account.account_id == *id || account.id.as_str() == id)
            }
            (None, None) => false,
        }
    }
}

/// Remove a way in of the person who asks.
///
/// The last one stays, unless there is another way in, such as a passkey: without any nobody could
/// sign in any more. An account of somebody else is as
/// unknown as one that never was.
#[utoipa::path(
    post,
    path = "/unlink-account",
    tag = "account",
    request_body = UnlinkAccountRequest,
    responses(
        (status = 200, description = "It is gone", body = StatusResponse),
        (status = 400, description = "`ACCOUNT_NOT_FOUND`, `FAILED_TO_UNLINK_LAST_ACCOUNT`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn unlink_account(
    State(auth): State<Auth>,
    facts: RequestFacts,
    fresh: FreshSession,
    body: Json<UnlinkAccountRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    let user = fresh.0.user;
    if body.0.account_id.is_none() && body.0.provider_id.is_none() {
        return Err(ApiError::validation("[body.accountId] Required"));
    }
    let accounts = auth.accounts().list_accounts(&user.id).await?;
    let named = accounts.into_iter().find(|account| body.0.names(account));
    let account = named.ok_or(ACCOUNT_NOT_FOUND)?;
    match unlink(&auth, user, &account, &facts).await? {
        Unlinked::Removed => Ok(Json(StatusResponse::DONE)),
        Unlinked::Unknown => Err(ACCOUNT_NOT_FOUND.into()),
        Unlinked::Last => Err(FAILED_TO_UNLINK_LAST_ACCOUNT.into()),
        Unlinked::Outdated => Err(codes::SERVICE_UNAVAILABLE.into()),
    }
}

/// So often is asked again when the user's credentials change at the same time.
const ATTEMPTS: usize = 8;

/// The plugins are asked outside of the transaction; the version of the credentials tells in it
/// whether their answer still holds.
async fn unlink(
    auth: &Auth,
    mut user: User,
    account: &Account,
    facts: &RequestFacts,
) -> Result<Unlinked, ApiError> {
    for _ in 0..ATTEMPTS {
        let event = auth.event(kinds::ACCOUNT_UNLINKED, facts).actor(&user.id).object(&account.id);
        let mut consequences = auth.consequences([event]);
        let provider = account.provider_id.to_string();
        let notice = Message::AccountsChanged { provider, linked: false };
        auth.notify(&mut consequences, &user.email, &notice)?;
        let unlink = Unlink {
            user: &user.id,
            account: &account.id,
            has_another: auth.has_way_in_of_plugin(&user.id).await?,
            credential_version: user.credential_version,
        };
        match auth.accounts().unlink_account(unlink, &consequences).await? {
            Unlinked::Removed => {
                auth.announce(consequences);
                return Ok(Unlinked::Removed);
            }
            Unlinked::Outdated => {
                user = auth.users().find_user(&user.id).await?.ok_or(codes::UNAUTHORIZED)?;
            }
            kept => return Ok(kept),
        }
    }
    Ok(Unlinked::Outdated)
}
