use better_auth_core::assurance::Amr;
use better_auth_core::entity::Proof;
use better_auth_core::error::codes;
use better_auth_core::mail::Message;
use better_auth_core::sign_in::SignedIn;
use better_auth_core::{ApiError, CurrentSession, RequestFacts, SecretString, User};

use super::TwoFactors;
use crate::backup_codes;
use crate::error::{
    INVALID_CODE, OTP_NOT_CONFIGURED, TOTP_ALREADY_ENABLED, TOTP_NOT_CONFIGURED, TOTP_NOT_ENABLED,
    TOTP_SECRET_UNREADABLE, TWO_FACTOR_NOT_ENABLED,
};
use crate::kinds;
use crate::options::is_issuer;
use crate::store::{Disabling, Enabling, Enrolment, Means};
use crate::totp::TotpSecret;
use crate::trusted_device::COOKIE;

/// What somebody needs to set up an authenticator app. Shown once.
#[derive(Debug)]
pub struct AppEnrolment {
    /// The `otpauth://` URI.
    pub uri: SecretString,
    /// Ten codes for the day on which the app is lost.
    pub backup_codes: Vec<SecretString>,
}

impl TwoFactors {
    /// Makes a secret for an authenticator app. It counts as soon as a code of the app was right;
    /// until then it may be made anew.
    ///
    /// # Errors
    /// [`TOTP_NOT_CONFIGURED`]; [`TOTP_ALREADY_ENABLED`]; `VALIDATION_ERROR` for an issuer that apps
    /// can not show.
    pub async fn start_app(
        &self,
        user: &User,
        issuer: Option<&str>,
        request: &RequestFacts,
    ) -> Result<AppEnrolment, ApiError> {
        if !self.options.totp {
            return Err(TOTP_NOT_CONFIGURED.into());
        }
        if issuer.is_some_and(|issuer| !is_issuer(issuer)) {
            return Err(ApiError::validation(
                "[body.issuer] must have 1 to 64 characters, no colon",
            ));
        }
        let secret = TotpSecret::generate(self.auth.random())?;
        let sealed = secret.seal(&self.auth, &user.id)?;
        let uri = secret.uri(issuer.unwrap_or_else(|| self.issuer()), user.email.as_str())?;
        let (shown, stored) = backup_codes::generate(&self.auth, &user.id)?;
        let event = self.auth.event(kinds::ENROLMENT_STARTED, request).actor(&user.id);
        let consequences = self.auth.consequences([event]);
        let enrolment = Enrolment {
            user: &user.id,
            secret: &sealed,
            backup_codes: &stored,
            now: self.auth.now(),
        };
        if !self.store.start_enrolment(enrolment, &consequences).await? {
            return Err(TOTP_ALREADY_ENABLED.into());
        }
        self.auth.announce(consequences);
        Ok(AppEnrolment { uri, backup_codes: shown })
    }

    /// Switches codes by mail on. Every session of the user ends but the new one, which takes the
    /// place of the one that asks.
    ///
    /// # Errors
    /// [`OTP_NOT_CONFIGURED`]; `UNAUTHORIZED` if the session has ended meanwhile.
    pub async fn enable_mailed_codes(
        &self,
        current: &CurrentSession,
        request: &RequestFacts,
    ) -> Result<SignedIn, ApiError> {
        if !self.options.mails_codes(self.auth.sends_mail()) {
            return Err(OTP_NOT_CONFIGURED.into());
        }
        let enabled = self.enable(current, Means::Mail(None), request).await?;
        enabled.ok_or_else(|| codes::UNAUTHORIZED.into())
    }

    /// Switches codes by mail on, by a code that was mailed.
    pub(super) async fn confirm_mail(
        &self,
        current: &CurrentSession,
        code: Proof<'_>,
        request: &RequestFacts,
    ) -> Result<SignedIn, ApiError> {
        let enabled = self.enable(current, Means::Mail(Some(code)), request).await?;
        enabled.ok_or_else(|| INVALID_CODE.into())
    }

    /// Switches an app on whose code was right.
    pub(super) async fn confirm_app(
        &self,
        current: &CurrentSession,
        secret: &str,
        step: i64,
        request: &RequestFacts,
    ) -> Result<SignedIn, ApiError> {
        let enabled = self.enable(current, Means::App { secret, step }, request).await?;
        enabled.ok_or_else(|| INVALID_CODE.into())
    }

    async fn enable(
        &self,
        current: &CurrentSession,
        means: Means<'_>,
        request: &RequestFacts,
    ) -> Result<Option<SignedIn>, ApiError> {
        let now = self.auth.now();
        // Whoever only asks for codes by mail has proven none.
        let (word, proven) = match &means {
            Means::App { .. } => ("totp", Some(Amr::OTP)),
            Means::Mail(code) => ("otp", code.map(|_| Amr::MAILED_CODE)),
        };
        let mut assurance = current.session.assurance.clone();
        if let Some(means) = proven {
            assurance = assurance.with_second_factor([means], now);
        }
        let mut prepared = self.auth.prepare_replacement(current, assurance, request)?;
        let event = self.auth.event(kinds::ENABLED, request).actor(&current.user.id);
        let mut consequences = self.auth.consequences([event.session(prepared.id()).detail(word)]);
        let notice = Message::SecondFactorChanged { on: true };
        self.auth.notify(&mut consequences, &current.user.email, &notice)?;
        let enabling = Enabling { means, session: prepared.new_session(), now };
        if !self.store.enable_two_factor(enabling, &consequences).await? {
            return Ok(None);
        }
        self.auth.announce(consequences);
        self.sessions_ended(&current.user.id).await?;
        prepared.user_mut().two_factor_enabled = true;
        prepared.user_mut().updated_at = now;
        Ok(Some(self.auth.opened(prepared)))
    }

    /// Removes the second factors, backup codes and trusted devices of a user. Every session of the
    /// user ends but the new one, which takes the place of the one that asks.
    ///
    /// # Errors
    /// `UNAUTHORIZED` if the session has ended meanwhile.
    pub async fn disable(
        &self,
        current: &CurrentSession,
        request: &RequestFacts,
    ) -> Result<SignedIn, ApiError> {
        let now = self.auth.now();
        let assurance = current.session.assurance.clone();
        let mut prepared = self.auth.prepare_replacement(current, assurance, request)?;
        let event = self.auth.event(kinds::DISABLED, request).actor(&current.user.id);
        let mut consequences = self.auth.consequences([event.session(prepared.id())]);
        let notice = Message::SecondFactorChanged { on: false };
        self.auth.notify(&mut consequences, &current.user.email, &notice)?;
        let disabling = Disabling { session: prepared.new_session(), now };
        if !self.store.disable_two_factor(disabling, &consequences).await? {
            return Err(codes::UNAUTHORIZED.into());
        }
        self.auth.announce(consequences);
        self.sessions_ended(&current.user.id).await?;
        prepared.user_mut().two_factor_enabled = false;
        prepared.user_mut().updated_at = now;
        let signed_in = self.auth.opened(prepared);
        let trusted = self.auth.cookies().get(request.cookies(), COOKIE).is_some();
        Ok(if trusted {
            signed_in.with_cookie(self.auth.cookies().clear(COOKIE))
        } else {
            signed_in
        })
    }

    /// The `otpauth://` URI of a user's app, for one more device.
    ///
    /// # Errors
    /// [`TOTP_NOT_CONFIGURED`], [`TOTP_NOT_ENABLED`], [`TOTP_SECRET_UNREADABLE`].
    pub async fn app_uri(
        &self,
        user: &User,
        request: &RequestFacts,
    ) -> Result<SecretString, ApiError> {
        if !self.options.totp {
            return Err(TOTP_NOT_CONFIGURED.into());
        }
        let row = self.store.find_two_factor(&user.id).await?;
        let sealed = row.and_then(|row| row.secret).ok_or(TOTP_NOT_ENABLED)?;
        let opened = TotpSecret::open(&self.auth, &user.id, &sealed);
        let (secret, _) = opened.map_err(|_| TOTP_SECRET_UNREADABLE)?;
        let event = self.auth.event(kinds::SECRET_SHOWN, request).actor(&user.id);
        self.auth.record(self.auth.consequences([event])).await?;
        secret.uri(self.issuer(), user.email.as_str())
    }

    /// Ten new backup codes; the old ones are void.
    ///
    /// # Errors
    /// [`TWO_FACTOR_NOT_ENABLED`].
    pub async fn replace_backup_codes(
        &self,
        user: &User,
        request: &RequestFacts,
    ) -> Result<Vec<SecretString>, ApiError> {
        if !user.two_factor_enabled {
            return Err(TWO_FACTOR_NOT_ENABLED.into());
        }
        let (shown, stored) = backup_codes::generate(&self.auth, &user.id)?;
        let event = self.auth.event(kinds::BACKUP_CODES_REPLACED, request).actor(&user.id);
        let consequences = self.auth.consequences([event]);
        let now = self.auth.now();
        if !self.store.replace_backup_codes(&user.id, &stored, now, &consequences).await? {
            return Err(TWO_FACTOR_NOT_ENABLED.into());
        }
        self.auth.announce(consequences);
        Ok(shown)
    }

    fn issuer(&self) -> &str {
        self.options.issuer.as_ref().unwrap_or(&self.auth.settings().app_name)
    }
}
