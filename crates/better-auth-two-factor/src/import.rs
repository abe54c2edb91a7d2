//! For imports: second factors that were set up elsewhere, in the form in which they are stored here.

use better_auth_core::random::RandomError;
use better_auth_core::{Auth, UserId};

pub use crate::backup_codes::stored as stored_backup_code;
use crate::totp::TotpSecret;

/// The secret of an authenticator app, encrypted for the row of that user.
///
/// # Errors
/// When the source of randomness fails.
pub fn seal_app_secret(auth: &Auth, user: &UserId, secret: &[u8]) -> Result<String, RandomError> {
    TotpSecret::imported(secret).seal(auth, user)
}
