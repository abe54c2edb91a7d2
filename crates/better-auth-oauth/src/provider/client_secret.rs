//! The secret of a client, also where a key makes it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use better_auth_core::{SecretString, Timestamp};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use serde_json::{Value, json};

use super::client::Client;
use super::exchange::RequestError;
use super::settings::ClientSecret;

/// Life of a secret that a key makes, in seconds. It is made for one request, so five minutes are
/// enough for clocks that differ; Apple takes up to half a year.
const LIFE: i64 = 300;

/// Who the secret is meant for. Apple is the only provider with such secrets.
const AUDIENCE: &str = "https://appleid.apple.com";

impl Client {
    /// The secret for a request at this moment; `None` for a client without.
    ///
    /// # Errors
    /// [`RequestError::BadKey`].
    pub(crate) fn secret(&self, now: Timestamp) -> Result<Option<SecretString>, RequestError> {
        let id = self.settings.client_ids.first().map_or("", String::as_str);
        match &self.settings.secret {
            None => Ok(None),
            Some(secret) if secret.is_empty() => Ok(None),
            Some(ClientSecret::Text(text)) => Ok(Some(text.clone())),
            Some(ClientSecret::Key { team, key, pem }) => {
                let at = now.as_secs();
                let header = json!({"alg": "ES256", "kid": key});
                let claims = json!({
                    "iss": team, "iat": at, "exp": at.saturating_add(LIFE), "aud": AUDIENCE, "sub": id,
                });
                sign(&header, &claims, pem).map(Some)
            }
        }
    }
}

/// A JSON Web Token in its compact form (RFC 7519), signed with ES256 (RFC 7518 section 3.4).
fn sign(header: &Value, claims: &Value, pem: &SecretString) -> Result<SecretString, RequestError> {
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let key = signing_key(pem)?;
    let signature: Signature = key.try_sign(signed.as_bytes()).map_err(|_| RequestError::BadKey)?;
    let signature = BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes());
    Ok(SecretString::new(format!("{signed}.{signature}")))
}

/// Reads a PKCS #8 key from its PEM. An environment variable may have its line ends as `\n`.
pub(crate) fn signing_key(pem: &SecretString) -> Result<SigningKey, RequestError> {
    let pem = SecretString::new(pem.expose().trim().replace("\\n", "\n"));
    SigningKey::from_pkcs8_pem(pem.expose()).map_err(|_| RequestError::BadKey)
}

#[cfg(test)]
pub(crate) mod tests;
