//! What is written down about a sign-in that failed.

use better_auth_core::event::kinds;
use better_auth_core::{ApiError, RequestFacts};

use super::OAuth;
use crate::callback_error::{CallbackError, Failure};
use crate::flow::Intent;
use crate::kinds::CALLBACK_FAILED;

impl OAuth {
    /// The word for a failure. What nobody outside can mend goes to the log.
    pub(super) fn word_for(failure: Failure) -> CallbackError {
        match failure {
            Failure::Callback(error) => error,
            Failure::Internal(error) => word_for_api_error(&error),
        }
    }

    /// Writes down that somebody came back and was not signed in.
    pub(super) async fn record_failure(
        &self,
        intent: Option<&Intent>,
        error: CallbackError,
        request: &RequestFacts,
    ) {
        let event = match intent {
            Some(Intent::Link { user, .. }) => {
                self.auth.event(CALLBACK_FAILED, request).actor(user)
            }
            Some(Intent::SignIn) => self.auth.event(kinds::SIGN_IN_FAILED, request),
            None => self.auth.event(CALLBACK_FAILED, request),
        };
        let recorded = self.auth.record(self.auth.consequences([event.detail(error.as_str())]));
        if let Err(error) = recorded.await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a failed sign-in was not written down"
            );
        }
    }
}

/// The refusal of a plugin is told by its code, in lower case like the other words.
fn word_for_api_error(error: &ApiError) -> CallbackError {
    let code = error.code();
    match code {
        "EMAIL_NOT_VERIFIED" => CallbackError::EmailNotVerified,
        "UNAUTHORIZED" => CallbackError::UnableToCreateSession,
        _ if error.status().is_server_error() => {
            tracing::error!(
                code,
                error = error as &dyn std::error::Error,
                "a sign-in by a provider failed"
            );
            CallbackError::InternalServerError
        }
        _ => CallbackError::Refused(code),
    }
}
