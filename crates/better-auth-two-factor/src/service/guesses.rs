use better_auth_core::event::Event;
use better_auth_core::{ApiError, ErrorCode, VerificationId};

use super::{Proving, TwoFactors};
use crate::caller::Caller;
use crate::error::{ACCOUNT_TEMPORARILY_LOCKED, TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE};
use crate::kinds;
use crate::store::{Attempt, Counted};

impl TwoFactors {
    /// Counts a guess before it is made. Says whether it is the last one before the lock.
    pub(super) async fn count(
        &self,
        proving: &Proving<'_>,
        code: Option<&VerificationId>,
    ) -> Result<bool, ApiError> {
        let token = match &proving.caller {
            Caller::Pending(pending) => Some(&pending.id),
            Caller::Session(_) => code,
        };
        let attempt = Attempt {
            user: &proving.caller.user().id,
            token,
            max: self.options.attempts,
            max_failures: self.options.max_failures,
            lock: self.options.lock,
            now: self.auth.now(),
        };
        let refusal = match self.store.count_guess(attempt).await? {
            Counted::Allowed { last } => return Ok(last),
            Counted::Spent => ApiError::from(TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE),
            Counted::Locked { until } => ApiError::from(ACCOUNT_TEMPORARILY_LOCKED)
                .with_retry_after(until.since(self.auth.now())),
        };
        let event = self.failure(proving, refusal.code());
        self.auth.record(self.auth.consequences([event])).await?;
        Err(refusal)
    }

    /// A wrong code: told to whoever listens, and to the client.
    pub(super) async fn wrong(
        &self,
        proving: &Proving<'_>,
        last: bool,
        refusal: ErrorCode,
    ) -> Result<ApiError, ApiError> {
        let mut consequences = self.auth.consequences([self.failure(proving, refusal.code)]);
        if last {
            let event = self.auth.event(kinds::LOCKED, proving.request);
            consequences.event(event.subject(&proving.caller.user().id));
        }
        self.auth.record(consequences).await?;
        Ok(refusal.into())
    }

    fn failure(&self, proving: &Proving<'_>, why: &'static str) -> Event {
        let event = self.auth.event(kinds::FAILED, proving.request).detail(why);
        event.subject(&proving.caller.user().id)
    }
}
