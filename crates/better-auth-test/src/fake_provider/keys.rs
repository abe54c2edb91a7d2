use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaKeyPair, RsaPublicKeyComponents,
};
use serde_json::{Value, json};

use super::FakeProvider;
use super::lies::Signing;

/// Keys that are worth nothing: everybody has them.
const RSA: [&[u8]; 2] = [
    include_bytes!("../../assets/fake-provider-1.der"),
    include_bytes!("../../assets/fake-provider-2.der"),
];

/// The keys of a provider: one of each kind.
pub(super) struct Keys {
    generation: usize,
    ec: EcdsaKeyPair,
    ed: Ed25519KeyPair,
}

impl Default for Keys {
    fn default() -> Self {
        Self { generation: 0, ec: new_ec(), ed: new_ed() }
    }
}

impl Keys {
    pub(super) fn rotate(&mut self) {
        *self = Self { generation: self.generation + 1, ..Self::default() };
    }

    /// The JWK set.
    pub(super) fn published(&self) -> Value {
        let rsa = self.rsa(0);
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(rsa.public());
        let point = self.ec.public_key().as_ref();
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "keys": [
            { "kty": "RSA", "use": "sig", "kid": self.id("rsa"), "n": encode(&public.n), "e": encode(&public.e) },
            { "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id("ec"),
              "x": encode(&point[1..33]), "y": encode(&point[33..]) },
            { "kty": "OKP", "crv": "Ed25519", "kid": self.id("ed"), "x": encode(self.ed.public_key().as_ref()) },
            { "kty": "RSA", "use": "enc", "kid": "for-encryption", "n": "AQAB", "e": "AQAB" },
            { "kty": "oct", "kid": "symmetric", "k": "c2VjcmV0" },
        ] })
    }

    /// A JSON Web Token with these claims.
    pub(super) fn sign(&self, claims: &Value, signing: Signing) -> String {
        let (algorithm, id) = match signing {
            Signing::Rs256 | Signing::AnotherKey | Signing::Spoiled => ("RS256", self.id("rsa")),
            Signing::Ps256 => ("PS256", self.id("rsa")),
            Signing::Es256 => ("ES256", self.id("ec")),
            Signing::EdDsa => ("EdDSA", self.id("ed")),
            Signing::Nothing => ("none", self.id("rsa")),
            Signing::ClientSecret | Signing::PublicKey => ("HS256", self.id("rsa")),
            Signing::UnknownKey => ("RS256", "nobody-knows-it".to_owned()),
        };
        let header = json!({ "alg": algorithm, "typ": "JWT", "kid": id });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.signature(signed.as_bytes(), signing));
        format!("{signed}.{signature}")
    }

    fn signature(&self, message: &[u8], signing: Signing) -> Vec<u8> {
        let random = SystemRandom::new();
        let rsa = |generation| {
            let key = self.rsa(generation);
            let mut signature = vec![0; key.public().modulus_len()];
            let how = match signing {
                Signing::Ps256 => &RSA_PSS_SHA256 as &dyn ring::signature::RsaEncoding,
                _ => &RSA_PKCS1_SHA256,
            };
            key.sign(how, &random, message, &mut signature).expect("a signature");
            signature
        };
        let mac = |key: &[u8]| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, key);
            hmac::sign(&key, message).as_ref().to_vec()
        };
        match signing {
            Signing::Rs256 | Signing::Ps256 => rsa(0),
            Signing::AnotherKey | Signing::UnknownKey => rsa(1),
            Signing::Spoiled => {
                let mut signature = rsa(0);
                signature[7] ^= 1;
                signature
            }
            Signing::Es256 => {
                self.ec.sign(&random, message).expect("a signature").as_ref().to_vec()
            }
            Signing::EdDsa => self.ed.sign(message).as_ref().to_vec(),
            Signing::Nothing => Vec::new(),
            Signing::ClientSecret => mac(FakeProvider::CLIENT_SECRET.as_bytes()),
            Signing::PublicKey => mac(self.rsa(0).public().as_ref()),
        }
    }

    /// The key in use, or the one after it.
    fn rsa(&self, after: usize) -> RsaKeyPair {
        let der = RSA[(self.generation + after) % RSA.len()];
        RsaKeyPair::from_der(der).expect("a key")
    }

    fn id(&self, kind: &str) -> String {
        format!("{kind}-{}", self.generation)
    }
}

fn new_ec() -> EcdsaKeyPair {
    let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let der = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
    EcdsaKeyPair::from_pkcs8(algorithm, der.as_ref(), &random).expect("a key")
}

fn new_ed() -> Ed25519KeyPair {
    let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
    Ed25519KeyPair::from_pkcs8(der.as_ref()).expect("a key")
}
