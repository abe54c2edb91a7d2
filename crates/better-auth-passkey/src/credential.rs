//! The parts of a passkey that come from the authenticator.

use std::fmt::Write as _;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Longest credential id, in bytes (WebAuthn Level 3, section 5.1).
const MAX_ID: usize = 1023;

/// Longest public key that is kept, in bytes; an RSA key of 2048 bits has about 272.
const MAX_KEY: usize = 1024;

/// Text or bytes that are no credential id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a credential id has 1 to 1023 bytes, in base64url without padding")]
pub struct InvalidCredentialId;

/// What an authenticator calls a passkey, in base64url without padding; unique over all users.
/// It is a name and no secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CredentialId(String);

impl CredentialId {
    /// Of its bytes.
    ///
    /// # Errors
    /// [`InvalidCredentialId`] when they are none, or too many.
    pub fn new(bytes: &[u8]) -> Result<Self, InvalidCredentialId> {
        if bytes.is_empty() || bytes.len() > MAX_ID {
            return Err(InvalidCredentialId);
        }
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// As a store handed it out.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As bytes; empty if a store handed out what is no base64url.
    pub fn to_bytes(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(&self.0).unwrap_or_default()
    }
}

impl FromStr for CredentialId {
    type Err = InvalidCredentialId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(&URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCredentialId)?)
    }
}

/// The public key of a passkey as the authenticator wrote it: a COSE key (RFC 9052).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(Vec<u8>);

impl PublicKey {
    /// Of its bytes; `None` when there are too many.
    pub(crate) fn new(cose: &[u8]) -> Option<Self> {
        (cose.len() <= MAX_KEY).then(|| Self(cose.to_vec()))
    }

    /// As a store handed it out; what is no base64 becomes a key that verifies nothing.
    pub fn from_store(text: &str) -> Self {
        Self(STANDARD.decode(text).unwrap_or_default())
    }

    /// In base64, as it is stored and shown.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }

    /// The COSE key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Whether a passkey can leave its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceType {
    /// It is bound to one device.
    SingleDevice,
    /// It may be copied to other devices, as a password manager does.
    MultiDevice,
}

impl DeviceType {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SingleDevice => "singleDevice",
            Self::MultiDevice => "multiDevice",
        }
    }

    /// As a store handed it out.
    pub fn from_store(text: &str) -> Self {
        if text == Self::MultiDevice.as_str() { Self::MultiDevice } else { Self::SingleDevice }
    }
}

/// The model of an authenticator, in the form of a UUID.
pub(crate) fn aaguid_text(bytes: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.into_iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_id_has_1_to_1023_bytes() {
        assert!(CredentialId::new(&[]).is_err());
        assert!(CredentialId::new(&[7; 1024]).is_err());
        let longest = CredentialId::new(&[7; 1023]).unwrap();
        assert_eq!(longest.as_str().parse::<CredentialId>().unwrap(), longest);
        assert!("a=".parse::<CredentialId>().is_err());
    }

    #[test]
    fn an_aaguid_is_written_as_a_uuid() {
        let bytes = std::array::from_fn(|place| u8::try_from(place).unwrap());
        assert_eq!(aaguid_text(bytes), "00010203-0405-0607-0809-0a0b0c0d0e0f");
    }
}
