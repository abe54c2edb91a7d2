//! The failures of this crate, each declared once.

pub use better_auth_core::address::codes::USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL;

better_auth_core::error_codes! {
    /// No user has this address and password. Says nothing about which of the two is wrong.
    INVALID_EMAIL_OR_PASSWORD = UNAUTHORIZED, "Invalid email or password";
    /// No user has this user name and password. Says nothing about which of the two is wrong.
    INVALID_USERNAME_OR_PASSWORD = UNAUTHORIZED, "Invalid username or password";
    /// The text is no address that an account can have.
    INVALID_EMAIL = BAD_REQUEST, "Invalid email";
    /// Sign-up by address and password is switched off.
    EMAIL_PASSWORD_SIGN_UP_DISABLED = BAD_REQUEST, "Email and password sign up is not enabled";
    /// The address has to be verified before its owner can sign in.
    EMAIL_NOT_VERIFIED = FORBIDDEN, "Email not verified";
    /// The token of a mailed link was never handed out, was used, has expired or was voided.
    INVALID_TOKEN = BAD_REQUEST, "Invalid token";
    /// The application sends no mail, so that a forgotten password can not be replaced.
    RESET_PASSWORD_DISABLED = BAD_REQUEST, "Reset password isn't enabled";
    /// The address is not that of the user who is signed in.
    EMAIL_MISMATCH = BAD_REQUEST, "Email mismatch";
    /// There is nothing left to prove.
    EMAIL_ALREADY_VERIFIED = BAD_REQUEST, "Email is already verified";
    /// The user has a password; it can be changed, not set.
    PASSWORD_ALREADY_SET = BAD_REQUEST, "User already has a password set";
    /// The user name is too short. Sign-up answers 400, the other routes 422.
    USERNAME_TOO_SHORT = BAD_REQUEST, "Username is too short";
    /// The user name is too long. Sign-up answers 400, the other routes 422.
    USERNAME_TOO_LONG = BAD_REQUEST, "Username is too long";
    /// The user name has a character that user names can not have. Sign-up answers 400, the
    /// other routes 422.
    INVALID_USERNAME = BAD_REQUEST, "Username is invalid";
    /// Somebody has the user name.
    USERNAME_IS_ALREADY_TAKEN = BAD_REQUEST, "Username is already taken. Please try another.";
}
