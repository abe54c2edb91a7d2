//! The failures of this plugin, each declared once: code, HTTP status and message.

better_auth_core::error_codes! {
    /// The user does not receive codes by mail.
    OTP_NOT_ENABLED = BAD_REQUEST, "OTP not enabled";
    /// The application sends no codes by mail.
    OTP_NOT_CONFIGURED = BAD_REQUEST, "OTP is not available";
    /// No mailed code is waiting: none was sent, or it is too old, or it was used.
    OTP_HAS_EXPIRED = BAD_REQUEST, "OTP has expired";
    /// The user has no authenticator app.
    TOTP_NOT_ENABLED = BAD_REQUEST, "TOTP not enabled";
    /// The user has an authenticator app already.
    TOTP_ALREADY_ENABLED = BAD_REQUEST, "TOTP is already enabled";
    /// The application takes no authenticator apps.
    TOTP_NOT_CONFIGURED = BAD_REQUEST, "TOTP is not available";
    /// The secret of the authenticator app was sealed under a server secret that is gone: another
    /// factor signs in, and the app has to be set up anew.
    TOTP_SECRET_UNREADABLE = BAD_REQUEST, "The authenticator app can not be checked any more. Please use another method.";
    /// The user has no second factor.
    TWO_FACTOR_NOT_ENABLED = BAD_REQUEST, "Two factor isn't enabled";
    /// The user has no backup codes.
    BACKUP_CODES_NOT_ENABLED = BAD_REQUEST, "Backup codes aren't enabled";
    /// Not one of the user's unused backup codes.
    INVALID_BACKUP_CODE = UNAUTHORIZED, "Invalid backup code";
    /// The backup code was used by another request at the same time.
    BACKUP_CODE_ALREADY_USED = CONFLICT, "Failed to verify backup code. Please try again.";
    /// The code is wrong, too old, or was used before.
    INVALID_CODE = UNAUTHORIZED, "Invalid code";
    /// The sign-in, or the mailed code, has had all its guesses.
    TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE = BAD_REQUEST, "Too many attempts. Please request a new code.";
    /// Too many wrong codes in a row, over all sign-ins and factors; the answer says when to come
    /// back.
    ACCOUNT_TEMPORARILY_LOCKED = TOO_MANY_REQUESTS, "Too many failed verification attempts. Your account is temporarily locked. Please try again later.";
    /// No sign-in waits for a second factor in this browser, and nobody is signed in.
    INVALID_TWO_FACTOR_COOKIE = UNAUTHORIZED, "Invalid two factor cookie";
    /// The user trusts no such device.
    TRUSTED_DEVICE_NOT_FOUND = NOT_FOUND, "Trusted device not found";
}
