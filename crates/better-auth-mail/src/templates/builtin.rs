//! The built-in HTML templates. The texts are those of core.

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        /// Name and source of each.
        pub(super) const ALL: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../templates/", $name)))),*];
    };
}

templates![
    "layout.html",
    "parts.html",
    "verify-email.html",
    "reset-password.html",
    "confirm-email-change.html",
    "verify-new-email.html",
    "email-changed.html",
    "password-changed.html",
    "second-factor-changed.html",
    "passkeys-changed.html",
    "accounts-changed.html",
    "delete-account.html",
    "one-time-code.html",
    "invitation.html",
    "sign-up-with-existing-address.html",
];
