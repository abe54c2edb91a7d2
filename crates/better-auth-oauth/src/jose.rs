//! JSON Web Signatures (RFC 7515) and the keys that check them (RFC 7517), as far as ID tokens
//! need them: compact serialization, asymmetric algorithms, `ring`.
//!
//! The algorithm comes from the list that the declaration of the provider allows; the token only
//! chooses among them, and a key is only used for the algorithm of its kind. There is neither
//! `none` nor HMAC, so a public key never becomes a secret.

mod algorithm;
mod key;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

pub use algorithm::Algorithm;
pub(crate) use key::KeySet;

/// Longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 32 * 1024;

/// So many keys are tried for a token that does not name one.
const MAX_CANDIDATES: usize = 8;

/// Why a token is no statement of its issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwsError {
    /// It is no token in the compact form.
    #[error("the token can not be read")]
    Malformed,
    /// It is signed in a way that is not accepted.
    #[error("the token is signed with an algorithm that is not accepted")]
    Algorithm,
    /// None of the known keys is the one that it names: the issuer may have a new one.
    #[error("the token is signed with an unknown key")]
    UnknownKey,
    /// The signature is wrong.
    #[error("the signature of the token is wrong")]
    Signature,
}

/// A parameter of the header that this code does not know must not be critical (RFC 7515,
/// section 4.1.11), so a token that has any is refused.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// A token in its parts, not checked.
pub(crate) struct Jws<'a> {
    header: Header,
    signed: &'a str,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    pub(crate) fn parse(token: &'a str) -> Result<Self, JwsError> {
        if token.len() > MAX_TOKEN {
            return Err(JwsError::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        let header: Header =
            serde_json::from_slice(&decode(header)?).map_err(|_| JwsError::Malformed)?;
        if header.crit.is_some() {
            return Err(JwsError::Malformed);
        }
        let (claims, signature) = (decode(claims)?, decode(signature)?);
        Ok(Self { header, signed, claims, signature })
    }

    /// The claims, if any of the keys made the signature, and the algorithm of the signature.
    pub(crate) fn verify(
        &self,
        keys: &KeySet,
        allowed: &[Algorithm],
    ) -> Result<(Value, Algorithm), JwsError> {
        let algorithm = Algorithm::named(&self.header.alg).filter(|it| allowed.contains(it));
        let algorithm = algorithm.ok_or(JwsError::Algorithm)?;
        let mut failure = JwsError::UnknownKey;
        let candidates = keys.candidates(algorithm, self.header.kid.as_deref());
        for key in candidates.take(MAX_CANDIDATES) {
            if key.verifies(algorithm, self.signed.as_bytes(), &self.signature) {
                let claims = serde_json::from_slice(&self.claims);
                return Ok((claims.map_err(|_| JwsError::Malformed)?, algorithm));
            }
            failure = JwsError::Signature;
        }
        Err(failure)
    }
}

/// The claims of a token that was checked when it was stored, and has been under our own seal
/// since.
pub(crate) fn stored_claims(token: &str) -> Option<Value> {
    serde_json::from_slice(&Jws::parse(token).ok()?.claims).ok()
}

fn decode(text: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| JwsError::Malformed)
}

#[cfg(test)]
mod tests;
