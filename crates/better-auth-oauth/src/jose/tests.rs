use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;

/// The token and key of RFC 7515, appendix A.3 (ES256).
const ES256: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

fn es256_key() -> Value {
    json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

/// The token and key of RFC 8037, appendix A.4 (Ed25519); its payload is no JSON.
const EDDSA: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

fn ed25519_key() -> Value {
    json!({
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    })
}

fn keys(keys: &[Value]) -> KeySet {
    KeySet::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

fn verify(token: &str, set: &KeySet) -> Result<Value, JwsError> {
    Jws::parse(token)?.verify(set, &Algorithm::ALL).map(|(claims, _)| claims)
}

fn with(mut key: Value, name: &str, value: Value) -> Value {
    key[name] = value;
    key
}

#[test]
fn the_tokens_of_the_standards_are_verified() {
    let claims = verify(ES256, &keys(&[es256_key()])).unwrap();
    assert_eq!(claims["iss"], "joe");
    // The signature is right; what it signs is no JSON.
    assert_eq!(verify(EDDSA, &keys(&[ed25519_key()])), Err(JwsError::Malformed));
}

#[test]
fn another_key_and_a_changed_token_are_refused() {
    let other = with(es256_key(), "x", json!("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
    assert_eq!(verify(ES256, &keys(&[other])), Err(JwsError::Signature));
    let changed = ES256.replace("eyJpc3Mi", "eyJpc3Nj");
    assert_eq!(verify(&changed, &keys(&[es256_key()])), Err(JwsError::Signature));
    let ed = EDDSA.replace("RXhhbX", "RXhhbY");
    assert_eq!(verify(&ed, &keys(&[ed25519_key()])), Err(JwsError::Signature));
}

#[test]
fn a_key_is_used_for_its_own_kind_use_and_algorithm() {
    for key in [
        ed25519_key(),
        with(es256_key(), "use", json!("enc")),
        with(es256_key(), "alg", json!("ES384")),
        with(es256_key(), "crv", json!("P-384")),
        with(es256_key(), "kty", json!("RSA")),
        with(es256_key(), "x", json!("AQAB")),
        json!({ "kty": "oct", "k": "c2VjcmV0" }),
        json!("no key"),
        json!(null),
    ] {
        assert_eq!(
            verify(ES256, &keys(std::slice::from_ref(&key))),
            Err(JwsError::UnknownKey),
            "{key}"
        );
    }
    let good = with(with(es256_key(), "use", json!("sig")), "alg", json!("ES256"));
    assert!(verify(ES256, &keys(&[json!(7), ed25519_key(), good])).is_ok());
}

#[test]
fn an_algorithm_counts_only_where_the_list_has_it() {
    let jws = Jws::parse(ES256).unwrap();
    let set = keys(&[es256_key()]);
    for allowed in [&[][..], &[Algorithm::Rs256, Algorithm::Ps256, Algorithm::EdDsa]] {
        assert_eq!(jws.verify(&set, allowed).err(), Some(JwsError::Algorithm));
    }
    for name in ["none", "None", "HS256", "es256", "ES384", "RS512", ""] {
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": name }).to_string());
        let (_, rest) = ES256.split_once('.').unwrap();
        let token = format!("{header}.{rest}");
        assert_eq!(verify(&token, &set), Err(JwsError::Algorithm), "{name}");
    }
}

#[test]
fn a_token_that_names_a_key_is_checked_with_that_one_only() {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","kid":"a"}"#);
    let (_, rest) = ES256.split_once('.').unwrap();
    let token = format!("{header}.{rest}");
    let (a, b) = (with(es256_key(), "kid", json!("a")), with(es256_key(), "kid", json!("b")));
    assert_eq!(verify(&token, &keys(&[b, es256_key()])), Err(JwsError::UnknownKey));
    // Found, and the signature does not fit the changed header.
    assert_eq!(verify(&token, &keys(&[a])), Err(JwsError::Signature));
}

#[test]
fn what_is_no_token_is_told_at_once() {
    let critical = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","crit":["b64"],"b64":false}"#);
    let twice = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","alg":"none"}"#);
    let deep = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":{}"#, "[".repeat(10_000)));
    for token in [
        "",
        ".",
        "..",
        "a.b.c",
        "e30.e30.e30",
        "eyJhbGciOjd9..",
        "eyJhbGciOiJFUzI1NiJ9.e30.=",
        &format!("{critical}.e30."),
        &format!("{twice}.e30."),
        &format!("{deep}.e30."),
        &format!("{ES256}.x"),
        &"a".repeat(40_000),
    ] {
        assert_eq!(verify(token, &keys(&[es256_key()])), Err(JwsError::Malformed), "{token:.40}");
    }
}

#[test]
fn a_set_of_keys_is_an_object_with_a_list() {
    for bad in ["", "[]", "{}", r#"{"keys":7}"#, "null", "<html>"] {
        assert!(KeySet::read(bad.as_bytes()).is_none(), "{bad}");
    }
    assert!(KeySet::read(br#"{"keys":[]}"#).is_some());
}
