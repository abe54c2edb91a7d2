//! The failures of this crate, each declared once.

better_auth_core::error_codes! {
    /// The application has no such provider.
    PROVIDER_NOT_FOUND = NOT_FOUND, "Provider not found";
    /// The provider signs nobody in by an ID token alone.
    ID_TOKEN_NOT_SUPPORTED = NOT_FOUND, "id_token not supported";
    /// The ID token does not hold.
    INVALID_TOKEN = UNAUTHORIZED, "Invalid token";
    /// The provider does not say who the user is.
    FAILED_TO_GET_USER_INFO = UNAUTHORIZED, "Failed to get user info";
    /// The provider names no address.
    USER_EMAIL_NOT_FOUND = UNAUTHORIZED, "User email not found";
    /// The identity can not be used to sign in; the message has the word for why.
    OAUTH_LINK_ERROR = UNAUTHORIZED, "account not linked";
    /// The address must be proven first.
    EMAIL_NOT_VERIFIED = FORBIDDEN, "Email not verified";
    /// A parameter that the framework sets itself, as `state`, can not be added.
    INVALID_ADDITIONAL_PARAMS = BAD_REQUEST, "This parameter can not be set";
    /// Somebody else has that account.
    SOCIAL_ACCOUNT_ALREADY_LINKED = CONFLICT, "Social account already linked";
    /// Accounts of this provider may not be linked, or its address is not verified.
    LINKING_NOT_ALLOWED = UNAUTHORIZED, "Account not linked - linking not allowed";
    /// The addresses of the two accounts differ.
    LINKING_DIFFERENT_EMAILS_NOT_ALLOWED = UNAUTHORIZED, "Account not linked - different emails not allowed";
    /// The account could not be linked.
    LINKING_FAILED = EXPECTATION_FAILED, "Account not linked - unable to create account";
    /// The caller has no such account.
    ACCOUNT_NOT_FOUND = BAD_REQUEST, "Account not found";
    /// The provider of the account is not configured any more.
    PROVIDER_NOT_SUPPORTED = BAD_REQUEST, "Provider is not supported";
    /// The account is of no configured provider.
    PROVIDER_NOT_CONFIGURED = BAD_REQUEST, "Account is not associated with a configured social provider.";
    /// There is no access token that works, and none to be had.
    FAILED_TO_GET_ACCESS_TOKEN = BAD_REQUEST, "Failed to get a valid access token";
    /// The provider renews no tokens.
    TOKEN_REFRESH_NOT_SUPPORTED = BAD_REQUEST, "Provider does not support token refreshing";
    /// The provider gave no refresh token.
    REFRESH_TOKEN_NOT_FOUND = BAD_REQUEST, "Refresh token not found";
    /// The provider gave no new tokens.
    FAILED_TO_REFRESH_ACCESS_TOKEN = BAD_REQUEST, "Failed to refresh access token";
    /// The account has no access token.
    ACCESS_TOKEN_NOT_FOUND = BAD_REQUEST, "Access token not found";
}
