use axum::extract::State;
use better_auth_core::{
    Account, AccountId, ApiError, Auth, CurrentSession, Json, Timestamp, UserId,
};
use serde::Serialize;
use utoipa::ToSchema;

/// One way in, without its secrets.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountResponse {
    /// The user's name at the provider; the user id for a password.
    account_id: String,
    /// The provider; `credential` for a password.
    provider_id: String,
    /// Whose account it is.
    user_id: UserId,
    /// When it was made or linked.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
    /// Names the account, for `/unlink-account`.
    id: AccountId,
    /// What the provider was asked for; empty for a password.
    scopes: Vec<String>,
}

impl From<Account> for AccountResponse {
    fn from(account: Account) -> Self {
        Self {
            account_id: account.account_id,
            provider_id: account.provider_id,
            user_id: account.user_id,
            created_at: account.created_at,
            updated_at: account.updated_at,
            id: account.id,
            scopes: account.scopes,
        }
    }
}

/// List the ways in of the person who asks, oldest first.
#[utoipa::path(
    get,
    path = "/list-accounts",
    tag = "account",
    responses((status = 200, description = "The ways in", body = Vec<AccountResponse>)),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_accounts(
    State(auth): State<Auth>,
    current: CurrentSession,
) -> Result<Json<Vec<AccountResponse>>, ApiError> {
    let accounts = auth.accounts().list_accounts(&current.user.id).await?;
    Ok(Json(accounts.into_iter().map(AccountResponse::from).collect()))
}
