//! Trusted devices: browsers in which a second factor was proven, and which skip it for a while.
//!
//! The cookie is `<tag>!trust-device-<32 letters and digits>`. The tag binds it to its user, so the
//! cookie of somebody else does not reach the database; of the rest only the hash is stored. Each
//! use replaces it. A device counts only while the user has the `credential_version` at which it was
//! trusted: a changed or reset password, another address, or a second factor that was switched on
//! or off ends all of them, in the transaction that makes that change.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::random::RandomError;
use better_auth_core::secret::{KeyPurpose, Keyring};
use better_auth_core::token::TokenHash;
use better_auth_core::{Auth, RequestFacts, SecretString, Timestamp, UserId};

better_auth_core::define_id! {
    /// Names one trusted device; knowing it skips nothing.
    TrustedDeviceId
}

/// The name of the cookie.
pub(crate) const COOKIE: &str = "trust_device";

const PREFIX: &str = "trust-device-";
const TAG: KeyPurpose = KeyPurpose::new("trusted-device");

/// A browser that skips the second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedDevice {
    /// Names the device.
    pub id: TrustedDeviceId,
    /// Who trusts it.
    pub user_id: UserId,
    /// The hash of what its cookie holds.
    pub token_hash: TokenHash,
    /// The user's [`credential_version`](better_auth_core::User::credential_version) at the time.
    pub credential_version: i64,
    /// The client's address when it was last used.
    pub ip_address: Option<String>,
    /// The client's `User-Agent` when it was last used.
    pub user_agent: Option<String>,
    /// When it was trusted.
    pub created_at: Timestamp,
    /// When it last skipped a second factor, or was trusted.
    pub used_at: Timestamp,
    /// From this moment on it is not trusted.
    pub expires_at: Timestamp,
}

/// What the cookie holds.
pub(crate) struct DeviceToken {
    pub(crate) cookie: SecretString,
    pub(crate) hash: TokenHash,
}

impl DeviceToken {
    pub(crate) fn generate(auth: &Auth, user: &UserId) -> Result<Self, RandomError> {
        let name = format!("{PREFIX}{}", auth.random().alphanumeric(32)?);
        let tag = auth.keyring().mac(TAG, &message(user, &name));
        let cookie = format!("{}!{name}", URL_SAFE_NO_PAD.encode(tag)).into();
        Ok(Self { cookie, hash: TokenHash::of(&name) })
    }
}

/// The hash of the device that the request names, if it is one of that user.
pub(crate) fn presented(auth: &Auth, user: &UserId, request: &RequestFacts) -> Option<TokenHash> {
    read(auth.keyring(), user, auth.cookies().get(request.cookies(), COOKIE)?)
}

fn read(keys: &Keyring, user: &UserId, cookie: &str) -> Option<TokenHash> {
    let (tag, name) = cookie.split_once('!')?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok().filter(|tag| tag.len() == 32)?;
    keys.verify_mac(TAG, &message(user, name), &tag).then(|| TokenHash::of(name))
}

fn message<'a>(user: &'a UserId, name: &'a str) -> [&'a [u8]; 2] {
    [user.as_str().as_bytes(), name.as_bytes()]
}
