use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::Verifier;
use p256::pkcs8::{EncodePrivateKey, LineEnding};

use crate::provider::{ClientSettings, SetupError};
use crate::providers;

use super::*;

/// The key of a client.
pub(crate) fn pem() -> String {
    let key = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn a_key_makes_a_secret_for_five_minutes() {
    let settings = ClientSettings::apple("the-service", "TEAM", "KEY", pem());
    let client = providers::apple().client(settings).unwrap();
    let secret = client.secret(Timestamp::from_millis(1_800_000_000_000)).unwrap().unwrap();
    let token = secret.expose();
    assert_eq!(part(token, 0), json!({"alg": "ES256", "kid": "KEY"}));
    let claims = json!({
        "iss": "TEAM", "sub": "the-service", "aud": "https://appleid.apple.com",
        "iat": 1_800_000_000, "exp": 1_800_000_300,
    });
    assert_eq!(part(token, 1), claims);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    let key = VerifyingKey::from(&signing_key(&pem().into()).unwrap());
    key.verify(signed.as_bytes(), &Signature::from_slice(&signature).unwrap()).unwrap();
}

#[test]
fn a_key_may_come_on_one_line() {
    assert!(signing_key(&pem().trim().replace('\n', "\\n").into()).is_ok());
}

#[test]
fn a_key_that_is_none_is_refused_at_the_start() {
    for bad in ["x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"] {
        let settings = ClientSettings::apple("the-service", "TEAM", "KEY", bad);
        let error = providers::apple().client(settings).unwrap_err();
        assert_eq!(error, SetupError::BadKey { provider: "apple".to_owned() }, "{bad}");
    }
    let settings = ClientSettings::apple("the-service", "", "KEY", pem());
    let error = providers::apple().client(settings).unwrap_err();
    assert_eq!(error, SetupError::NoSecret { provider: "apple".to_owned() });
}
