use better_auth_core::assurance::Amr;
use better_auth_core::event::Event;
use better_auth_core::sign_in::PendingSignIn;
use better_auth_core::{ApiError, Consequences, CurrentSession};

use super::{Proving, TwoFactors, Verified};
use crate::caller::{self, Caller};
use crate::error::{BACKUP_CODE_ALREADY_USED, INVALID_CODE};
use crate::kinds;
use crate::store::{Acceptance, Accepted, Factor, Opens};

/// A factor that was right on its way to the store, or why it opens nothing there.
type Outcome = Result<Result<Verified, Accepted>, ApiError>;

impl TwoFactors {
    /// Uses a factor up that was right, and opens what it opens. `last`: as
    /// [`count`](Self::count) said; `means` and `word` name the factor for the session and for
    /// events.
    pub(super) async fn accept(
        &self,
        proving: &Proving<'_>,
        last: bool,
        factor: Factor<'_>,
        means: Amr,
        word: &'static str,
    ) -> Result<Verified, ApiError> {
        let used = match factor {
            Factor::BackupCode(_) => BACKUP_CODE_ALREADY_USED,
            Factor::App { .. } | Factor::MailedCode(_) => INVALID_CODE,
        };
        let success = self.success(&factor, proving, word);
        let outcome = match &proving.caller {
            Caller::Pending(_) if proving.opens_nothing => {
                self.check_only(proving, factor, success).await?
            }
            Caller::Pending(pending) => self.open(pending, proving, factor, means, success).await?,
            Caller::Session(current) => self.raise(current, factor, means, success).await?,
        };
        match outcome {
            Ok(verified) => Ok(verified),
            Err(Accepted::Used) => Err(self.wrong(proving, last, used).await?),
            Err(_) => Err(caller::gone(&self.auth, proving.request)),
        }
    }

    /// The session of a sign-in that waited.
    async fn open(
        &self,
        pending: &PendingSignIn,
        proving: &Proving<'_>,
        factor: Factor<'_>,
        means: Amr,
        success: Event,
    ) -> Outcome {
        let (request, user) = (proving.request, &pending.user.id);
        let assurance = pending.assurance.clone().with_second_factor([means], self.auth.now());
        let prepared = self.auth.prepare_completion(pending, assurance, request).await?;
        let mut opened = self.auth.sign_in_event(&prepared, request);
        opened.detail = success.detail;
        let mut consequences = self.auth.consequences([opened, success]);
        let device = if proving.trust_device { self.new_device(pending, request)? } else { None };
        if device.is_some() {
            consequences.event(self.auth.event(kinds::DEVICE_TRUSTED, request).actor(user));
        }
        let opens = Opens::Session {
            pending: pending.proof(),
            session: prepared.new_session(),
            device: device.as_ref().map(|(device, _)| device),
        };
        let acceptance = Acceptance { user, factor, opens, now: self.auth.now() };
        if let Some(refused) = self.take(acceptance, consequences).await? {
            return Ok(Err(refused));
        }
        let mut signed_in = self.auth.opened(prepared);
        if let Some((_, cookie)) = device {
            signed_in = signed_in.with_cookie(cookie);
        }
        Ok(Ok(Verified::SignedIn(Box::new(signed_in))))
    }

    /// No new session: the one that is there is surer of its user.
    async fn raise(
        &self,
        current: &CurrentSession,
        factor: Factor<'_>,
        means: Amr,
        success: Event,
    ) -> Outcome {
        let (mut current, now) = (current.clone(), self.auth.now());
        let assurance = current.session.assurance.with_second_factor([means], now);
        let consequences = self.auth.consequences([success.session(&current.session.id)]);
        let opens = Opens::Raises { session: &current.session.id, assurance: &assurance };
        let acceptance = Acceptance { user: &current.user.id, factor, opens, now };
        if let Some(refused) = self.take(acceptance, consequences).await? {
            return Ok(Err(refused));
        }
        current.session.assurance = assurance;
        Ok(Ok(Verified::Raised(Box::new(current))))
    }

    /// The factor is used up, and the sign-in goes on waiting.
    async fn check_only(
        &self,
        proving: &Proving<'_>,
        factor: Factor<'_>,
        success: Event,
    ) -> Outcome {
        let user = proving.caller.user();
        let (opens, now) = (Opens::Nothing, self.auth.now());
        let acceptance = Acceptance { user: &user.id, factor, opens, now };
        let refused = self.take(acceptance, self.auth.consequences([success])).await?;
        Ok(refused.map_or_else(|| Ok(Verified::Checked(Box::new(user.clone()))), Err))
    }

    /// Says why not, if not.
    async fn take(
        &self,
        acceptance: Acceptance<'_>,
        consequences: Consequences,
    ) -> Result<Option<Accepted>, ApiError> {
        match self.store.accept_factor(acceptance, &consequences).await? {
            Accepted::Done => {
                self.auth.announce(consequences);
                Ok(None)
            }
            refused => Ok(Some(refused)),
        }
    }

    fn success(&self, factor: &Factor<'_>, proving: &Proving<'_>, word: &'static str) -> Event {
        let kind = match factor {
            Factor::BackupCode(_) => kinds::BACKUP_CODE_USED,
            Factor::App { .. } | Factor::MailedCode(_) => kinds::VERIFIED,
        };
        self.auth.event(kind, proving.request).actor(&proving.caller.user().id).detail(word)
    }
}
