use better_auth_core::assurance::Amr;
use better_auth_core::sign_in::SignedIn;
use better_auth_core::{ApiError, CurrentSession, RequestFacts, User};

use super::TwoFactors;
use crate::backup_codes;
use crate::caller::Caller;
use crate::error::{
    BACKUP_CODES_NOT_ENABLED, INVALID_BACKUP_CODE, INVALID_CODE, OTP_HAS_EXPIRED,
    TOTP_NOT_CONFIGURED, TOTP_NOT_ENABLED, TOTP_SECRET_UNREADABLE,
};
use crate::mailed_code::{Binding, MAILED_CODE};
use crate::store::Factor;
use crate::totp::TotpSecret;

/// What a second factor that was right has opened.
#[derive(Debug)]
pub(crate) enum Verified {
    /// A session: of the sign-in that waited, or in place of the one that switched a factor on.
    SignedIn(Box<SignedIn>),
    /// The session that asked is surer of its user.
    Raised(Box<CurrentSession>),
    /// Nothing, as was asked.
    Checked(Box<User>),
}

/// Somebody who proves a second factor.
#[derive(Debug)]
pub(crate) struct Proving<'a> {
    /// Who.
    pub(crate) caller: Caller,
    /// What they typed.
    pub(crate) code: &'a str,
    /// Whether the device is to be trusted from now on.
    pub(crate) trust_device: bool,
    /// Whether a sign-in that waits goes on waiting.
    pub(crate) opens_nothing: bool,
    /// From where.
    pub(crate) request: &'a RequestFacts,
}

impl Proving<'_> {
    /// The code as it is meant: apps show it in two groups.
    fn digits(&self) -> String {
        self.code.split_ascii_whitespace().collect()
    }
}

impl TwoFactors {
    /// Proves a code of an authenticator app, or confirms the app.
    pub(crate) async fn verify_app(&self, proving: Proving<'_>) -> Result<Verified, ApiError> {
        if !self.options.totp {
            return Err(TOTP_NOT_CONFIGURED.into());
        }
        let user = proving.caller.user().id.clone();
        let row = self.store.find_two_factor(&user).await?.ok_or(TOTP_NOT_ENABLED)?;
        let sealed = row.secret.as_deref().ok_or(TOTP_NOT_ENABLED)?;
        let opened = TotpSecret::open(&self.auth, &user, sealed);
        let (secret, stale) = opened.map_err(|_| TOTP_SECRET_UNREADABLE)?;
        let step = secret.step(&proving.digits(), self.auth.now());
        if !row.confirmed {
            let Caller::Session(current) = &proving.caller else {
                return Err(TOTP_NOT_ENABLED.into());
            };
            // A guess gains nothing here: who confirms an app must have its secret to sign in.
            let step = step.ok_or(INVALID_CODE)?;
            let signed_in = self.confirm_app(current, sealed, step, proving.request).await?;
            return Ok(Verified::SignedIn(Box::new(signed_in)));
        }
        let last = self.count(&proving, None).await?;
        let Some(step) = step else { return Err(self.wrong(&proving, last, INVALID_CODE).await?) };
        let resealed = if stale { Some(secret.seal(&self.auth, &user)?) } else { None };
        let factor = Factor::App { secret: sealed, step, resealed: resealed.as_deref() };
        self.accept(&proving, last, factor, Amr::OTP, "totp").await
    }

    /// Proves a backup code, and uses it up.
    pub(crate) async fn verify_backup_code(
        &self,
        proving: Proving<'_>,
    ) -> Result<Verified, ApiError> {
        let user = proving.caller.user();
        let codes = self.store.list_backup_codes(&user.id).await?;
        let row = self.store.find_two_factor(&user.id).await?;
        let had_none = codes.is_empty() && row.is_none_or(|row| !row.has_app());
        if had_none || !user.two_factor_enabled {
            return Err(BACKUP_CODES_NOT_ENABLED.into());
        }
        let last = self.count(&proving, None).await?;
        let found = backup_codes::find(self.auth.keyring(), &user.id, proving.code.trim(), codes);
        let Some(code) = found else {
            return Err(self.wrong(&proving, last, INVALID_BACKUP_CODE).await?);
        };
        let factor = Factor::BackupCode(&code);
        self.accept(&proving, last, factor, Amr::BACKUP_CODE, "backup_code").await
    }

    /// Proves a mailed code, and uses it up.
    pub(crate) async fn verify_mailed_code(
        &self,
        proving: Proving<'_>,
    ) -> Result<Verified, ApiError> {
        let user = proving.caller.user().clone();
        let row = self.store.find_two_factor(&user.id).await?;
        self.check_mail(row.as_ref())?;
        let binding = Binding::of(&proving.caller);
        let found = self.auth.verifications().find_verification(MAILED_CODE, &binding.row).await?;
        let now = self.auth.now();
        let live = found.filter(|it| it.consumed_at.is_none() && it.expires_at > now);
        let code = live.ok_or(OTP_HAS_EXPIRED)?;
        let last = self.count(&proving, Some(&code.id)).await?;
        if !binding.matches(self.auth.keyring(), &code, &proving.digits()) {
            return Err(self.wrong(&proving, last, INVALID_CODE).await?);
        }
        let proof = binding.proof(&user.id);
        if let (Caller::Session(current), false, Some(_)) =
            (&proving.caller, user.two_factor_enabled, row)
        {
            // They have given their password to set up a second factor, and this is to be it.
            let signed_in = self.confirm_mail(current, proof, proving.request).await?;
            return Ok(Verified::SignedIn(Box::new(signed_in)));
        }
        let factor = Factor::MailedCode(proof);
        self.accept(&proving, last, factor, Amr::MAILED_CODE, "otp").await
    }
}
