use better_auth_core::mail::Message;
use better_auth_core::{ApiError, RequestFacts};

use super::TwoFactors;
use crate::caller::Caller;
use crate::error::{OTP_NOT_CONFIGURED, OTP_NOT_ENABLED};
use crate::kinds;
use crate::mailed_code::{Binding, DIGITS, MAILED_CODE};
use crate::options::MailedCodes;
use crate::store::TwoFactor;

impl TwoFactors {
    /// Mails a code for this sign-in or this session, in place of one that was mailed before. Over
    /// the limit nothing is sent, and the code that was mailed last stays good.
    pub(crate) async fn send_code(
        &self,
        caller: &Caller,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let user = caller.user();
        let row = self.store.find_two_factor(&user.id).await?;
        self.check_mail(row.as_ref())?;
        if !self.auth.may_mail("two-factor-code", &user.email, self.options.mail_limit).await {
            return Ok(());
        }
        let code = self.auth.random().digits(DIGITS)?;
        let binding = Binding::of(caller);
        let life = self.options.mailed_code_life;
        let value = binding.hash(self.auth.keyring(), &code);
        let (_, mut token) = self.auth.make_token(MAILED_CODE, Some(&user.id), value, life)?;
        token.token_hash = binding.row.clone();
        let event = self.auth.event(kinds::CODE_MAILED, request).subject(&user.id);
        let mut consequences = self.auth.consequences([event]);
        let message = Message::OneTimeCode { code, expires_in: life };
        consequences.mail(self.auth.compose(&user.email, &message)?);
        consequences.token(token);
        self.store.replace_mailed_code(&user.id, &binding.row, &consequences).await?;
        self.auth.announce(consequences);
        Ok(())
    }

    /// Whether this person may prove themselves by mail.
    pub(super) fn check_mail(&self, row: Option<&TwoFactor>) -> Result<(), ApiError> {
        if !self.options.mails_codes(self.auth.sends_mail()) {
            return Err(OTP_NOT_CONFIGURED.into());
        }
        let chosen = row.is_some_and(|row| row.mailed_codes);
        if self.options.mailed_codes == MailedCodes::Chosen && !chosen {
            return Err(OTP_NOT_ENABLED.into());
        }
        Ok(())
    }
}
