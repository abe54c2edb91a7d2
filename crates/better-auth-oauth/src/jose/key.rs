use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use serde_json::Value;

use super::Algorithm;

/// Most keys of a set that are kept.
const MAX_KEYS: usize = 64;

/// The public keys of an issuer.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeySet(Vec<Key>);

impl KeySet {
    /// Reads a JWK set. Keys of other kinds and uses are left out, as RFC 7517 section 5 asks;
    /// `None` for what is no set.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let set: Set = serde_json::from_slice(json).ok()?;
        let keys = set.keys.into_iter().take(MAX_KEYS);
        Some(Self(keys.filter_map(|key| Key::read(serde_json::from_value(key).ok()?)).collect()))
    }

    /// The keys for an algorithm: the ones with that id, or all if the token names none.
    pub(super) fn candidates(
        &self,
        algorithm: Algorithm,
        id: Option<&str>,
    ) -> impl Iterator<Item = &Key> {
        self.0.iter().filter(move |key| {
            key.fits(algorithm) && id.is_none_or(|id| key.id.as_deref() == Some(id))
        })
    }
}

/// One public key.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    id: Option<String>,
    /// The one algorithm that it is for, if it says so.
    algorithm: Option<String>,
    material: Material,
}

#[derive(Debug, Clone)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Key {
    fn read(jwk: Jwk) -> Option<Self> {
        if jwk.usage.is_some_and(|usage| usage != "sig") {
            return None;
        }
        let material = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => Material::Rsa { n: number(&jwk.n?)?, e: number(&jwk.e?)? },
            ("EC", Some("P-256")) => Material::P256(point(&jwk.x?, &jwk.y?)?),
            ("OKP", Some("Ed25519")) => Material::Ed25519(decode(&jwk.x?)?),
            _ => return None,
        };
        Some(Self { id: jwk.kid, algorithm: jwk.alg, material })
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        let kind = matches!(
            (&self.material, algorithm),
            (Material::Rsa { .. }, Algorithm::Rs256 | Algorithm::Ps256)
                | (Material::P256(_), Algorithm::Es256)
                | (Material::Ed25519(_), Algorithm::EdDsa)
        );
        kind && self.algorithm.as_deref().is_none_or(|own| own == algorithm.name())
    }

    pub(super) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (&self.material, algorithm) {
            (Material::Rsa { n, e }, Algorithm::Rs256) => {
                rsa(n, e, &RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
            (Material::Rsa { n, e }, Algorithm::Ps256) => {
                rsa(n, e, &RSA_PSS_2048_8192_SHA256, message, signature)
            }
            (Material::P256(key), Algorithm::Es256) => {
                plain(key, &ECDSA_P256_SHA256_FIXED, message, signature)
            }
            (Material::Ed25519(key), Algorithm::EdDsa) => plain(key, &ED25519, message, signature),
            _ => false,
        }
    }
}

/// `ring` refuses keys of less than 2048 bits.
fn rsa(n: &[u8], e: &[u8], how: &RsaParameters, message: &[u8], signature: &[u8]) -> bool {
    RsaPublicKeyComponents { n, e }.verify(how, message, signature).is_ok()
}

fn plain(
    key: &[u8],
    how: &'static dyn VerificationAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> bool {
    UnparsedPublicKey::new(how, key).verify(message, signature).is_ok()
}

/// A number without the zeros in front of it, which some issuers leave there.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = decode(text)?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Some(bytes.into_iter().skip(zeros).collect())
}

/// The uncompressed form of a point on P-256.
fn point(x: &str, y: &str) -> Option<Vec<u8>> {
    let (x, y) = (decode(x)?, decode(y)?);
    (x.len() == 32 && y.len() == 32).then(|| [&[4], x.as_slice(), y.as_slice()].concat())
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}
