//! Fetching new tokens.
//!
//! A provider may use a refresh token up when it gives a new one (RFC 9700 section 4.14.2), and take
//! the second use of an old one for a theft. So of all who need new tokens at once, one asks: who
//! gets the lease in the row. The others wait for what it brings. It asks in a task of its own: a
//! client that leaves in between would lose a token that the provider has already handed out.

use std::sync::Arc;
use std::time::Duration;

use better_auth_core::{ApiError, RequestFacts};

use super::OAuth;
use crate::error::{ACCOUNT_NOT_FOUND, FAILED_TO_REFRESH_ACCESS_TOKEN};
use crate::kinds::{REFRESH_FAILED, TOKENS_REFRESHED};
use crate::remote::Remote;
use crate::store::{AccountUpdate, LinkedAccount, Updated};
use crate::tokens::Tokens;

/// How long one may ask. After that it is taken for dead.
const LEASE: Duration = Duration::from_secs(30);

/// How often, and how many times, the others look: for 15 seconds.
const PAUSE: Duration = Duration::from_millis(50);
const LOOKS: usize = 300;

impl OAuth {
    /// The tokens of an account, encrypted anew if they were under an older secret.
    pub(super) async fn opened(
        &self,
        account: LinkedAccount,
    ) -> Result<(LinkedAccount, Tokens), ApiError> {
        let Some(sealed) = &account.tokens else { return Ok((account, Tokens::default())) };
        let (tokens, stale) = Tokens::open(&self.auth, &account.id, sealed);
        if !stale {
            return Ok((account, tokens));
        }
        let sealed = tokens.seal(&self.auth, &account.id)?;
        let (account, _) = self.replace(account, sealed).await?;
        let sealed = account.tokens.as_ref();
        let tokens = sealed.map(|sealed| Tokens::open(&self.auth, &account.id, sealed).0);
        Ok((account, tokens.unwrap_or_default()))
    }

    /// New tokens for the account: fetched, or what somebody else has fetched just now.
    pub(super) async fn refreshed(
        &self,
        remote: Arc<Remote>,
        account: LinkedAccount,
    ) -> Result<(LinkedAccount, Tokens), ApiError> {
        for _ in 0..LOOKS {
            let now = self.auth.now();
            if self.store.lease_refresh(&account, now, now.plus(LEASE)).await? {
                let (service, account) = (self.clone(), account.clone());
                let task = tokio::spawn(async move { service.fetch(&remote, account).await });
                return task.await.map_err(ApiError::internal)?;
            }
            let which = crate::WhichAccount::Row(account.id.as_str().to_owned());
            let found = self.account(&account.user_id, &which).await?;
            if found.tokens != account.tokens {
                return self.opened(found).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(FAILED_TO_REFRESH_ACCESS_TOKEN.into())
    }

    /// Asks the provider. Only for who has the lease.
    async fn fetch(
        &self,
        remote: &Remote,
        account: LinkedAccount,
    ) -> Result<(LinkedAccount, Tokens), ApiError> {
        let sealed = account.tokens.as_ref().ok_or(FAILED_TO_REFRESH_ACCESS_TOKEN)?;
        let old = Tokens::open(&self.auth, &account.id, sealed).0;
        let token = old.refresh_token.clone().ok_or(FAILED_TO_REFRESH_ACCESS_TOKEN)?;
        let facts = RequestFacts::default();
        let answer = match remote.refresh(&token, &account.scopes, self.auth.now()).await {
            Ok(answer) => answer,
            Err(error) => {
                self.store.end_refresh(&account).await?;
                let event = self.auth.event(REFRESH_FAILED, &facts);
                self.auth.emit(event.subject(&account.user_id));
                return Err(ApiError::from(FAILED_TO_REFRESH_ACCESS_TOKEN).with_source(error));
            }
        };
        let sealed = self.merged(&account, &answer.tokens)?;
        let (account, updated) = self.replace(account, sealed).await?;
        if updated == Updated::Done {
            let event = self.auth.event(TOKENS_REFRESHED, &facts);
            self.auth.emit(event.subject(&account.user_id));
        }
        let sealed = account.tokens.as_ref();
        let tokens = sealed.map(|sealed| Tokens::open(&self.auth, &account.id, sealed).0);
        Ok((account, tokens.unwrap_or_default()))
    }

    /// Stores tokens in the place of those that the account was read with. If somebody else did so
    /// at the same time, theirs stay, and are handed out.
    async fn replace(
        &self,
        account: LinkedAccount,
        sealed: crate::SealedTokens,
    ) -> Result<(LinkedAccount, Updated), ApiError> {
        let update = AccountUpdate {
            scopes: account.scopes.clone(),
            was: account.clone(),
            tokens: sealed.clone(),
            proven: None,
            now: self.auth.now(),
        };
        let updated = self.store.update_linked(update, &self.auth.consequences([])).await?;
        if updated == Updated::Done {
            return Ok((LinkedAccount { tokens: Some(sealed), ..account }, updated));
        }
        let (provider, name) = (&account.provider_id, &account.account_id);
        let found = self.store.find_linked(provider, name).await?;
        let found = found.filter(|found| found.user_id == account.user_id);
        Ok((found.ok_or(ACCOUNT_NOT_FOUND)?, updated))
    }
}
