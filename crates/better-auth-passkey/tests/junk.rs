//! PKY-13: what no parser should choke on.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_test::{Browser, SoftPasskey, TestApp};
use serde_json::{Value, json};

use crate::{app, member, register_options, sign_in_options, verify_registration, verify_sign_in};

/// Sends an attestation object with a right challenge, and checks that it is refused in order.
async fn refuse_object(ada: &Browser, object: &[u8]) {
    let options = register_options(ada).await;
    let mut response = SoftPasskey::new().create(&options);
    response["response"]["attestationObject"] = URL_SAFE_NO_PAD.encode(object).into();
    let answer = verify_registration(ada, response).await;
    answer.expect_error(400, "FAILED_TO_VERIFY_REGISTRATION");
}

async fn still_alive(app: &TestApp, ada: &Browser) {
    SoftPasskey::new().register(ada).await.expect(200);
    assert_eq!(app.count("passkeys").await, 1);
}

async fn registering() -> (TestApp, Browser, Vec<u8>) {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let object = SoftPasskey::new().attestation_object(&register_options(&ada).await);
    (app, ada, object)
}

#[tokio::test]
async fn pky_13_cut_attestation_objects_are_refused() {
    let (app, ada, object) = registering().await;
    for length in (0..object.len()).step_by(7) {
        refuse_object(&ada, &object[..length]).await;
    }
    still_alive(&app, &ada).await;
}

/// A flipped bit may leave an object that is right, for example in the counter: then it is taken.
#[tokio::test]
async fn pky_13_attestation_objects_with_a_flipped_bit_never_break_the_server() {
    let (app, ada, _) = registering().await;
    for place in 0..60 {
        let options = register_options(&ada).await;
        let passkey = SoftPasskey::new();
        let mut object = passkey.attestation_object(&options);
        let index = place * object.len() / 60;
        object[index] ^= 1 << (place % 8);
        let mut response = passkey.clone().create(&options);
        response["response"]["attestationObject"] = URL_SAFE_NO_PAD.encode(object).into();
        let answer = verify_registration(&ada, response).await;
        assert!(matches!(answer.status.as_u16(), 200 | 400), "{place}: {}", answer.text());
    }
    app.execute("DELETE FROM passkeys").await;
    still_alive(&app, &ada).await;
}

#[tokio::test]
async fn pky_13_random_and_deeply_nested_cbor_is_refused() {
    let (app, ada, object) = registering().await;
    // A linear congruential generator: the same bytes in every run.
    let mut state = 0x2545_f491_u32;
    for length in 1..60 {
        let random: Vec<u8> = (0..length * 9)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            })
            .collect();
        refuse_object(&ada, &random).await;
    }
    let openings = [0x81, 0xa1, 0x9f, 0xbf, 0xc0];
    for (opening, times) in
        openings.iter().flat_map(|&opening| [(opening, 3_000), (opening, 40_000)])
    {
        refuse_object(&ada, &vec![opening; times]).await;
        refuse_object(&ada, &[&object[..40], &vec![opening; times]].concat()).await;
        // nested in the statement of a whole object
        let start = [b"\xa1\x67attStmt".as_slice(), &vec![opening; times]].concat();
        refuse_object(&ada, &start).await;
        // nested in the key
        let mut data = vec![0_u8; 37];
        data[32] = 0x45;
        data.extend([0; 16]);
        data.extend([0, 1, 7]);
        data.extend(vec![opening; times]);
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        let whole = [b"\xa1\x68authData\x59".as_slice(), &length, &data].concat();
        refuse_object(&ada, &whole).await;
    }
    // lengths that nothing follows
    for object in [
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff".as_slice(),
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
    ] {
        refuse_object(&ada, object).await;
    }
    still_alive(&app, &ada).await;
}

fn junk() -> Vec<Value> {
    vec![
        json!({}),
        json!(null),
        json!("text"),
        json!(7),
        json!([]),
        json!({ "id": "x", "rawId": "x", "type": "public-key", "response": {} }),
        json!({ "id": "eA", "rawId": "eA", "type": "public-key", "response": { "clientDataJSON": "!", "authenticatorData": "!", "signature": "!", "attestationObject": "!" } }),
        json!({ "id": "eA", "rawId": "eA", "type": "public-key", "response": { "clientDataJSON": "", "authenticatorData": "", "signature": "", "attestationObject": "" } }),
        json!({ "id": "eA", "rawId": "eA", "type": "public-key", "response": { "clientDataJSON": "bnVsbA", "authenticatorData": "AA", "signature": "AA", "attestationObject": "AA" } }),
        json!({ "id": 7, "rawId": [1, 2], "type": null, "response": "" }),
    ]
}

#[tokio::test]
async fn pky_13_junk_is_no_registration() {
    let (app, ada, _) = registering().await;
    for response in junk() {
        register_options(&ada).await;
        let answer = verify_registration(&ada, response).await;
        answer.expect_error(400, "FAILED_TO_VERIFY_REGISTRATION");
    }
    for body in [json!({}), json!({ "response": {}, "name": 7 })] {
        let answer = ada.post("/passkey/verify-registration", body).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
    still_alive(&app, &ada).await;
}

#[tokio::test]
async fn pky_13_junk_is_no_assertion() {
    let app = app().await;
    let (_, mut passkey) = member(&app, "ada").await;
    let browser = app.browser();
    for response in junk() {
        sign_in_options(&browser).await;
        let answer = verify_sign_in(&browser, response).await;
        assert!(matches!(answer.status.as_u16(), 400 | 401), "{}", answer.text());
        assert_eq!(answer.json()["code"], "AUTHENTICATION_FAILED");
    }
    let answer = browser.post("/passkey/verify-authentication", json!({})).await;
    answer.expect_error(400, "VALIDATION_ERROR");
    let answer = browser.post_raw("/passkey/verify-authentication", "application/json", "{").await;
    answer.expect_error(400, "BAD_REQUEST");
    passkey.sign_in(&browser).await.expect(200);
}

#[tokio::test]
async fn pky_13_authenticator_data_that_are_cut_or_nested_are_refused() {
    let app = app().await;
    let (_, passkey) = member(&app, "ada").await;
    let browser = app.browser();
    let mut passkey = passkey;
    for length in [0, 1, 31, 32, 33, 36, 38, 4096, 40_000] {
        let mut response = passkey.get(&sign_in_options(&browser).await);
        let data = response["response"]["authenticatorData"].as_str().unwrap();
        let mut data = URL_SAFE_NO_PAD.decode(data).unwrap();
        if length < data.len() {
            data.truncate(length);
        } else {
            data[32] |= SoftPasskey::ED;
            data.resize(length, 0x81);
        }
        response["response"]["authenticatorData"] = URL_SAFE_NO_PAD.encode(data).into();
        let answer = verify_sign_in(&browser, response).await;
        answer.expect_error(401, "AUTHENTICATION_FAILED");
    }
    passkey.sign_in(&browser).await.expect(200);
}

#[tokio::test]
async fn a_credential_with_two_ids_or_another_type_is_refused() {
    let app = app().await;
    let (_, mut passkey) = member(&app, "ada").await;
    let browser = app.browser();
    for (field, value) in [("id", "b3RoZXI"), ("rawId", "b3RoZXI"), ("type", "password")] {
        let mut response = passkey.get(&sign_in_options(&browser).await);
        response[field] = value.into();
        let answer = verify_sign_in(&browser, response).await;
        answer.expect_error(401, "AUTHENTICATION_FAILED");
    }
}
