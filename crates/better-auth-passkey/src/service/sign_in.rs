use better_auth_core::error::codes;
use better_auth_core::event::kinds;
use better_auth_core::sign_in::SignInMethod;
use better_auth_core::{ApiError, ErrorCode, RequestFacts, UserId, VerifiedUser};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use webauthn_rs_core::proto::{AuthenticationState, PublicKeyCredential};

use super::Passkeys;
use crate::api::RequestOptions;
use crate::challenge::{self, Ceremony};
use crate::error::{AUTHENTICATION_FAILED, PASSKEY_NOT_FOUND};
use crate::kinds::PASSKEY_CLONED;
use crate::relying_party::Asserted;
use crate::store::{Passkey, PasskeyUse};

/// A sign-in under way.
#[derive(Debug, Serialize, Deserialize)]
struct Pending {
    /// Whose passkeys were asked for; `None` for a stranger.
    user: Option<UserId>,
    state: AuthenticationState,
}

impl Passkeys {
    /// Begins a sign-in. The cookie binds it to the browser.
    pub(crate) async fn start_sign_in(
        &self,
        user: Option<UserId>,
    ) -> Result<(RequestOptions, HeaderValue), ApiError> {
        let allowed = match &user {
            Some(user) => self.store.list_passkeys(user).await?,
            None => Vec::new(),
        };
        let (options, state) =
            self.relying_party.start_sign_in(&allowed).map_err(ApiError::internal)?;
        let pending = Pending { user, state };
        let cookie = challenge::issue(&self.auth, Ceremony::SignIn, &pending).await?;
        Ok((options, cookie))
    }

    /// Verifies an assertion. Its challenge is used up, whatever comes of it; what can be refused
    /// without the challenge is refused before.
    pub(crate) async fn finish_sign_in(
        &self,
        response: serde_json::Value,
        headers: &HeaderMap,
        request: &RequestFacts,
    ) -> Result<VerifiedUser, ApiError> {
        let mut subject = None;
        let verified = self.verify(response, headers, request, &mut subject).await;
        if let Err(error) = &verified {
            let event = self.auth.event(kinds::SIGN_IN_FAILED, request).detail(error.code());
            let event = match &subject {
                Some(user) => event.subject(user),
                None => event,
            };
            self.auth.record(self.auth.consequences([event])).await?;
        }
        verified
    }

    async fn verify(
        &self,
        response: serde_json::Value,
        headers: &HeaderMap,
        request: &RequestFacts,
        subject: &mut Option<UserId>,
    ) -> Result<VerifiedUser, ApiError> {
        let response: PublicKeyCredential =
            serde_json::from_value(response).map_err(|error| refused(UNREADABLE, error))?;
        let id = self
            .relying_party
            .precheck_sign_in(&response)
            .map_err(|error| refused(AUTHENTICATION_FAILED, error))?;
        let pending: Pending = challenge::consume(&self.auth, Ceremony::SignIn, headers).await?;
        let passkey = self.store.find_passkey(&id).await?;
        let passkey = passkey.ok_or(PASSKEY_NOT_FOUND.with_status(StatusCode::UNAUTHORIZED))?;
        *subject = Some(passkey.user_id.clone());
        check_owner(&pending, &response, &passkey)?;
        let asserted = self.assert(&response, &pending.state, &passkey, request).await?;
        self.record(&passkey, asserted).await?;
        let user = self.auth.users().find_user(&passkey.user_id).await?;
        let user = user.ok_or(codes::UNAUTHORIZED)?;
        let method = SignInMethod::Passkey { user_verified: asserted.user_verified };
        Ok(VerifiedUser::vouch(user, method))
    }

    async fn assert(
        &self,
        response: &PublicKeyCredential,
        state: &AuthenticationState,
        passkey: &Passkey,
        request: &RequestFacts,
    ) -> Result<Asserted, ApiError> {
        let asserted = self.relying_party.finish_sign_in(response, state, passkey);
        if asserted.as_ref().is_err_and(|error| error.is_counter()) {
            let event = self.auth.event(PASSKEY_CLONED, request).subject(&passkey.user_id);
            let event = event.object(&passkey.id);
            self.auth.record(self.auth.consequences([event])).await?;
        }
        asserted.map_err(|error| refused(AUTHENTICATION_FAILED, error))
    }

    /// Before the session: a passkey that was removed meanwhile, or whose counter somebody else
    /// has just used, opens none.
    async fn record(&self, passkey: &Passkey, asserted: Asserted) -> Result<(), ApiError> {
        let usage = PasskeyUse {
            from: passkey.counter,
            counter: asserted.counter,
            backed_up: asserted.backed_up,
            at: self.auth.now(),
        };
        if self.store.record_use(&passkey.id, usage).await? {
            return Ok(());
        }
        Err(AUTHENTICATION_FAILED.into())
    }
}

const UNREADABLE: ErrorCode = AUTHENTICATION_FAILED.with_status(StatusCode::BAD_REQUEST);

/// WebAuthn Level 3, section 7.2, step 6: the passkey is that of the user who was asked for, and
/// of the one whom the authenticator names. A stranger's authenticator has to name one.
fn check_owner(
    pending: &Pending,
    response: &PublicKeyCredential,
    passkey: &Passkey,
) -> Result<(), ApiError> {
    let owner = &passkey.user_id;
    let asked = pending.user.as_ref().is_none_or(|user| user == owner);
    let named = match response.get_user_unique_id() {
        Some(handle) if passkey.imported => is_handle_of_the_original(handle),
        Some(handle) => handle == owner.as_str().as_bytes(),
        None => pending.user.is_some(),
    };
    if asked && named { Ok(()) } else { Err(AUTHENTICATION_FAILED.into()) }
}

/// The npm package gives each passkey a user handle of its own, 32 characters of `a-z0-9`, and
/// forgets it. So the handle of an imported one names nobody; whose it is say the credential id,
/// which is unique, and the signature.
fn is_handle_of_the_original(handle: &[u8]) -> bool {
    handle.len() == 32 && handle.iter().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
}

pub(super) fn refused(
    code: ErrorCode,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> ApiError {
    ApiError::from(code).with_source(source)
}
