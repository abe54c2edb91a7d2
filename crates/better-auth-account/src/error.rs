//! The failures of this crate, each declared once.

better_auth_core::error_codes! {
    /// The address is changed by `/change-email`.
    EMAIL_CAN_NOT_BE_UPDATED = BAD_REQUEST, "Email can not be updated";
    /// The application does not let people change their address.
    CHANGE_EMAIL_DISABLED = BAD_REQUEST, "Change email is disabled";
    /// The application does not send the mails by which an address is proven.
    VERIFICATION_EMAIL_NOT_ENABLED = BAD_REQUEST, "Verification email isn't enabled";
    /// The account has the address already.
    EMAIL_IS_THE_SAME = BAD_REQUEST, "Email is the same";
    /// The body names nothing that is to become different.
    NO_FIELDS_TO_UPDATE = BAD_REQUEST, "No fields to update";
    /// Deleting an account without the password asks for a session that was opened recently.
    SESSION_EXPIRED = BAD_REQUEST, "Session expired. Re-authenticate to perform this action.";
    /// The token was never mailed to this user, was used, or is too old.
    INVALID_TOKEN = NOT_FOUND, "Invalid token";
    /// The link was opened in a browser in which nobody is signed in.
    FAILED_TO_GET_USER_INFO = NOT_FOUND, "Failed to get user info";
    /// The session of the request ended while the request was under way.
    FAILED_TO_GET_SESSION = UNAUTHORIZED, "Failed to get session";
    /// The user has no such account.
    ACCOUNT_NOT_FOUND = BAD_REQUEST, "Account not found";
    /// The account is the user's last way in.
    FAILED_TO_UNLINK_LAST_ACCOUNT = BAD_REQUEST, "You can't unlink your last account";
}
