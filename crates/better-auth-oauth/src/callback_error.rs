//! What the browser is told when a visit to a provider ends badly: `?error=…`.

use std::fmt;

use better_auth_core::ApiError;

use crate::remote::RemoteError;

/// Why a callback did not sign anybody in. Words of this crate, never text of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackError {
    /// There is no `state`.
    StateNotFound,
    /// The state is unknown, used up, expired, or of another browser or provider.
    StateMismatch,
    /// What was remembered under the state can not be read any more.
    StateInvalid,
    /// The callback can not be read.
    InvalidCallbackRequest,
    /// There is no `code`.
    NoCode,
    /// There is no such provider.
    ProviderNotFound,
    /// The provider gave no tokens for the code.
    InvalidCode,
    /// The answer is of another issuer (RFC 9207).
    IssuerMismatch,
    /// The ID token does not hold, or the provider does not say who the user is.
    UnableToGetUserInfo,
    /// The page to go to is not trusted any more.
    NoCallbackUrl,
    /// The provider names no address.
    EmailNotFound,
    /// The address must be proven first.
    EmailNotVerified,
    /// An account here has the address, and may not be linked by itself.
    AccountNotLinked,
    /// The account can not be linked to the one that asked.
    UnableToLinkAccount,
    /// The addresses of the two accounts differ.
    EmailDoesNotMatch,
    /// Somebody else has that account.
    AccountAlreadyLinkedToDifferentUser,
    /// New accounts are not made by this provider.
    SignupDisabled,
    /// The account could not be made.
    UnableToCreateUser,
    /// The session could not be made.
    UnableToCreateSession,
    /// Something failed that nobody outside can mend.
    InternalServerError,
    /// The provider, or the user there, said no: one of `PROVIDER_ERRORS`.
    Provider(&'static str),
    /// A plugin refused the sign-in: its code.
    Refused(&'static str),
}

/// What providers say that is passed on; everything else is `invalid_callback_request`.
/// RFC 6749 section 4.1.2.1, OpenID Connect Core 1.0 section 3.1.2.6, and the words of providers
/// for a user who changed their mind.
const PROVIDER_ERRORS: [&str; 16] = [
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "invalid_request",
    "invalid_request_object",
    "invalid_request_uri",
    "invalid_scope",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_response_type",
    "user_cancelled_authorize",
    "user_cancelled_login",
    "user_denied",
];

impl CallbackError {
    /// What the provider said, if it is one of the words that are passed on.
    pub(crate) fn of_provider(error: &str) -> Self {
        let known = PROVIDER_ERRORS.into_iter().find(|known| *known == error);
        known.map_or(Self::InvalidCallbackRequest, Self::Provider)
    }

    /// The word for `?error=`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StateNotFound => "state_not_found",
            Self::StateMismatch => "state_mismatch",
            Self::StateInvalid => "state_invalid",
            Self::InvalidCallbackRequest => "invalid_callback_request",
            Self::NoCode => "no_code",
            Self::ProviderNotFound => "oauth_provider_not_found",
            Self::InvalidCode => "invalid_code",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::UnableToGetUserInfo => "unable_to_get_user_info",
            Self::NoCallbackUrl => "no_callback_url",
            Self::EmailNotFound => "email_not_found",
            Self::EmailNotVerified => "email_not_verified",
            Self::AccountNotLinked => "account_not_linked",
            Self::UnableToLinkAccount => "unable_to_link_account",
            Self::EmailDoesNotMatch => "email_does_not_match",
            Self::AccountAlreadyLinkedToDifferentUser => "account_already_linked_to_different_user",
            Self::SignupDisabled => "signup_disabled",
            Self::UnableToCreateUser => "unable_to_create_user",
            Self::UnableToCreateSession => "unable_to_create_session",
            Self::InternalServerError => "internal_server_error",
            Self::Provider(word) | Self::Refused(word) => word,
        }
    }
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why somebody was not signed in: the browser is told the one, the log the other.
#[derive(Debug)]
pub(crate) enum Failure {
    Callback(CallbackError),
    Internal(ApiError),
}

impl From<CallbackError> for Failure {
    fn from(error: CallbackError) -> Self {
        Self::Callback(error)
    }
}

impl<E: Into<ApiError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Internal(error.into())
    }
}

impl CallbackError {
    /// The failure of a provider, told by this word. The log has the cause.
    pub(crate) fn because(self, provider: &str, error: &RemoteError) -> Self {
        tracing::warn!(
            provider,
            code = self.as_str(),
            error = error as &dyn std::error::Error,
            "a provider was of no help"
        );
        self
    }
}
