//! Backup codes: ten of them, each good for one sign-in when the usual second factor is lost.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::random::RandomError;
use better_auth_core::secret::{KeyPurpose, Keyring};
use better_auth_core::{Auth, SecretString, UserId};

better_auth_core::define_id! {
    /// Names one backup code.
    BackupCodeId
}

/// How many there are.
const COUNT: usize = 10;

/// Characters in front of the dash, and behind it: 59 bits in all.
const HALF: usize = 5;

const HASH: KeyPurpose = KeyPurpose::new("two-factor-backup-code");

/// A backup code as it is stored.
#[derive(Debug, Clone)]
pub struct NewBackupCode {
    /// Names the row.
    pub id: BackupCodeId,
    /// The keyed hash of the code, bound to its row and its user (base64url, 43 characters).
    pub code_hash: String,
}

/// Ten fresh codes: what people see, and what is stored.
pub(crate) fn generate(
    auth: &Auth,
    user: &UserId,
) -> Result<(Vec<SecretString>, Vec<NewBackupCode>), RandomError> {
    let (mut shown, mut stored) = (Vec::with_capacity(COUNT), Vec::with_capacity(COUNT));
    for _ in 0..COUNT {
        let (first, second) =
            (auth.random().alphanumeric(HALF)?, auth.random().alphanumeric(HALF)?);
        let code = SecretString::new(format!("{first}-{second}"));
        stored.push(self::stored(auth, user, code.expose())?);
        shown.push(code);
    }
    Ok((shown, stored))
}

/// What is stored of a backup code of that user.
///
/// # Errors
/// When the source of randomness fails.
pub fn stored(auth: &Auth, user: &UserId, code: &str) -> Result<NewBackupCode, RandomError> {
    let id = BackupCodeId::generate(auth.random())?;
    let mac = auth.keyring().mac(HASH, &message(&id, user, code));
    Ok(NewBackupCode { id, code_hash: URL_SAFE_NO_PAD.encode(mac) })
}

/// The code that was typed, among those that are stored. Each one is looked at, so the time tells
/// nothing.
pub(crate) fn find(
    keys: &Keyring,
    user: &UserId,
    typed: &str,
    stored: Vec<NewBackupCode>,
) -> Option<BackupCodeId> {
    let mut found = None;
    for code in stored {
        let tag = URL_SAFE_NO_PAD.decode(&code.code_hash).unwrap_or_default();
        if tag.len() == 32 && keys.verify_mac(HASH, &message(&code.id, user, typed), &tag) {
            found = Some(code.id);
        }
    }
    found
}

fn message<'a>(id: &'a BackupCodeId, user: &'a UserId, code: &'a str) -> [&'a [u8]; 3] {
    [id.as_str().as_bytes(), user.as_str().as_bytes(), code.as_bytes()]
}
