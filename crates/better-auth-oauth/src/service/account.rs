//! What a provider says of an account today.

use better_auth_core::{ApiError, UserId};

use super::{OAuth, WhichAccount};
use crate::error::{ACCESS_TOKEN_NOT_FOUND, FAILED_TO_GET_USER_INFO, PROVIDER_NOT_CONFIGURED};
use crate::provider::Profile;
use crate::remote::TokenAnswer;
use crate::store::LinkedAccount;
use crate::tokens::Tokens;

/// An account, and what its provider says of it.
#[derive(Debug)]
pub(crate) struct AccountInfo {
    pub(crate) account: LinkedAccount,
    pub(crate) profile: Profile,
}

impl OAuth {
    /// Asks the provider about an account of the user.
    ///
    /// # Errors
    /// As [`access_token`](Self::access_token), [`PROVIDER_NOT_CONFIGURED`],
    /// [`ACCESS_TOKEN_NOT_FOUND`], [`FAILED_TO_GET_USER_INFO`].
    pub(crate) async fn account_info(
        &self,
        user: &UserId,
        which: &WhichAccount,
    ) -> Result<AccountInfo, ApiError> {
        let account = self.account(user, which).await?;
        let remote = self.remote(&account.provider_id, PROVIDER_NOT_CONFIGURED)?.clone();
        let (account, tokens) = self.opened(account).await?;
        if tokens.access_token.is_none() {
            return Err(ACCESS_TOKEN_NOT_FOUND.into());
        }
        let row = WhichAccount::Row(account.id.as_str().to_owned());
        let access = self.access_token(user, &row).await?;
        let tokens = Tokens {
            access_token: Some(access.token),
            id_token: access.id_token,
            ..Tokens::default()
        };
        let profile = remote.profile_of_stored(&TokenAnswer::of(tokens), self.auth.now()).await;
        let failed = |error| ApiError::from(FAILED_TO_GET_USER_INFO).with_source(error);
        let profile = profile.map_err(failed)?;
        if profile.id != account.account_id {
            return Err(FAILED_TO_GET_USER_INFO.into());
        }
        Ok(AccountInfo { account, profile })
    }
}
