//! The failures of this crate, each declared once.

better_auth_core::error_codes! {
    /// No ceremony of this kind was begun in this browser, or it is over: a challenge lives for
    /// five minutes and is used once.
    CHALLENGE_NOT_FOUND = BAD_REQUEST, "Challenge not found";
    /// What the authenticator sent does not fit the challenge, the site or the rules.
    FAILED_TO_VERIFY_REGISTRATION = BAD_REQUEST, "Failed to verify registration";
    /// The registration was begun by somebody else.
    YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY = UNAUTHORIZED, "You are not allowed to register this passkey";
    /// The passkey is registered already, with this account or another one.
    PREVIOUSLY_REGISTERED = BAD_REQUEST, "Previously registered";
    /// The account has as many passkeys as one may have.
    TOO_MANY_PASSKEYS = BAD_REQUEST, "Too many passkeys";
    /// The caller has no such passkey. A sign-in with an unknown passkey answers 401.
    PASSKEY_NOT_FOUND = NOT_FOUND, "Passkey not found";
    /// The passkey is the only way into the account, and stays.
    FAILED_TO_DELETE_LAST_PASSKEY = BAD_REQUEST, "You can not delete your only way to sign in";
    /// The assertion does not prove anything. What can not be read at all is answered with 400.
    AUTHENTICATION_FAILED = UNAUTHORIZED, "Authentication failed";
    /// `context` does not say whose account is to be made.
    RESOLVED_USER_INVALID = BAD_REQUEST, "Resolved user is invalid";
    /// The address has an account already.
    USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL = UNPROCESSABLE_ENTITY, "User already exists. Use another email.";
}
