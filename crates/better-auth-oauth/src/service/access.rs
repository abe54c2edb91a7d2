//! The access tokens of accounts, for the application.

use better_auth_core::{ApiError, SecretString, Timestamp, UserId};

use super::OAuth;
use crate::error::{
    ACCOUNT_NOT_FOUND, FAILED_TO_GET_ACCESS_TOKEN, PROVIDER_NOT_SUPPORTED, REFRESH_TOKEN_NOT_FOUND,
    TOKEN_REFRESH_NOT_SUPPORTED,
};
use crate::store::LinkedAccount;
use crate::tokens::Tokens;

/// An access token that ends so soon is replaced first, in seconds.
const MARGIN: std::time::Duration = std::time::Duration::from_secs(5);

/// Names one account of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhichAccount {
    /// By the id of its row.
    Row(String),
    /// By its provider; the oldest one there if the user's name at the provider is not given.
    Provider {
        /// The provider.
        provider: String,
        /// The user's name there, or the id of the row.
        account: Option<String>,
    },
}

impl WhichAccount {
    fn names(&self, account: &LinkedAccount) -> bool {
        match self {
            Self::Row(id) => account.id.as_str() == id,
            Self::Provider { provider, account: name } => {
                let named = name.as_ref().is_none_or(|name| {
                    account.account_id == *name || account.id.as_str() == name.as_str()
                });
                account.provider_id == *provider && named
            }
        }
    }
}

/// An access token that works.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token.
    pub token: SecretString,
    /// From then on it is void; `None` if the provider does not say.
    pub expires_at: Option<Timestamp>,
    /// What the user agreed to.
    pub scopes: Vec<String>,
    /// The latest ID token, if the provider gives any.
    pub id_token: Option<SecretString>,
}

impl OAuth {
    /// An access token of a user's account that works for at least 5 seconds, fetched anew if need
    /// be. Of any number of callers at once, in whatever process, one asks the provider.
    ///
    /// # Errors
    /// [`ACCOUNT_NOT_FOUND`], [`PROVIDER_NOT_SUPPORTED`]; [`FAILED_TO_GET_ACCESS_TOKEN`] if there is
    /// none and none to be had.
    pub async fn access_token(
        &self,
        user: &UserId,
        which: &WhichAccount,
    ) -> Result<AccessToken, ApiError> {
        let account = self.account(user, which).await?;
        let remote = self.remote(&account.provider_id, PROVIDER_NOT_SUPPORTED)?.clone();
        let (account, tokens) = self.opened(account).await?;
        let ends = tokens.access_token_expires_at;
        let works = ends.is_none_or(|ends| ends > self.auth.now().plus(MARGIN));
        if works && tokens.access_token.is_some() {
            return access(&account, tokens);
        }
        if tokens.refresh_token.is_none() || !remote.client.provider().refreshes() {
            return Err(FAILED_TO_GET_ACCESS_TOKEN.into());
        }
        let (account, tokens) = self
            .refreshed(remote, account)
            .await
            .map_err(|error| ApiError::from(FAILED_TO_GET_ACCESS_TOKEN).with_source(error))?;
        access(&account, tokens)
    }

    /// Fetches new tokens for a user's account, whether or not the old ones still work.
    ///
    /// # Errors
    /// [`ACCOUNT_NOT_FOUND`], [`PROVIDER_NOT_SUPPORTED`], [`TOKEN_REFRESH_NOT_SUPPORTED`],
    /// [`REFRESH_TOKEN_NOT_FOUND`], and
    /// [`FAILED_TO_REFRESH_ACCESS_TOKEN`](crate::error::FAILED_TO_REFRESH_ACCESS_TOKEN).
    pub async fn refresh(
        &self,
        user: &UserId,
        which: &WhichAccount,
    ) -> Result<(LinkedAccount, Tokens), ApiError> {
        let account = self.account(user, which).await?;
        let remote = self.remote(&account.provider_id, PROVIDER_NOT_SUPPORTED)?.clone();
        if !remote.client.provider().refreshes() {
            return Err(TOKEN_REFRESH_NOT_SUPPORTED.into());
        }
        let (account, tokens) = self.opened(account).await?;
        if tokens.refresh_token.is_none() {
            return Err(REFRESH_TOKEN_NOT_FOUND.into());
        }
        self.refreshed(remote, account).await
    }

    /// The account of a user. One of somebody else is as unknown as one that never was.
    pub(super) async fn account(
        &self,
        user: &UserId,
        which: &WhichAccount,
    ) -> Result<LinkedAccount, ApiError> {
        let accounts = self.store.list_linked(user).await?;
        let named = accounts.into_iter().find(|account| which.names(account));
        named.ok_or_else(|| ACCOUNT_NOT_FOUND.into())
    }
}

fn access(account: &LinkedAccount, tokens: Tokens) -> Result<AccessToken, ApiError> {
    Ok(AccessToken {
        token: tokens.access_token.ok_or(FAILED_TO_GET_ACCESS_TOKEN)?,
        expires_at: tokens.access_token_expires_at,
        scopes: account.scopes.clone(),
        id_token: tokens.id_token,
    })
}
