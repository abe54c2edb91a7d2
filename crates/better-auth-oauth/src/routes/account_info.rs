use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{AccountId, ApiError, CurrentSession, Email, Json, Query};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::WhichAccountRequest;
use crate::service::OAuth;

/// What a provider says of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountInfoResponse {
    /// The parts that every provider has.
    user: ProviderUser,
    /// The account.
    account: AccountOfProvider,
    /// All that the provider says.
    #[schema(value_type = Object)]
    data: Value,
}

/// A user, as a provider tells of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProviderUser {
    /// Names the user there.
    id: String,
    /// What the user is called.
    name: Option<String>,
    /// The address.
    #[schema(value_type = Option<String>)]
    email: Option<Email>,
    /// Whether the provider vouches for the address.
    email_verified: bool,
    /// URL of a picture.
    image: Option<String>,
}

/// Names an account at a provider.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountOfProvider {
    /// Names the account here.
    id: AccountId,
    /// The provider.
    provider_id: String,
    /// The user's name there.
    account_id: String,
}

/// Ask the provider about an account of the person who asks.
#[utoipa::path(
    get,
    path = "/account-info",
    tag = "oauth",
    params(WhichAccountRequest),
    responses(
        (status = 200, description = "What the provider says", body = AccountInfoResponse),
        (status = 400, description = "`ACCOUNT_NOT_FOUND`, `PROVIDER_NOT_CONFIGURED`, `ACCESS_TOKEN_NOT_FOUND`, `FAILED_TO_GET_ACCESS_TOKEN`", body = ErrorResponse),
        (status = 401, description = "`UNAUTHORIZED`, `FAILED_TO_GET_USER_INFO`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn account_info(
    State(service): State<OAuth>,
    current: CurrentSession,
    query: Query<WhichAccountRequest>,
) -> Result<Json<AccountInfoResponse>, ApiError> {
    let info = service.account_info(&current.user.id, &query.0.which("query")?).await?;
    let (account, profile) = (info.account, info.profile);
    let user = ProviderUser {
        id: profile.id,
        name: profile.name,
        email: profile.email.ok(),
        email_verified: profile.email_verified,
        image: profile.image,
    };
    let account = AccountOfProvider {
        id: account.id,
        provider_id: account.provider_id,
        account_id: account.account_id,
    };
    Ok(Json(AccountInfoResponse { user, account, data: profile.raw }))
}
