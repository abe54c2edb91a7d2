use better_auth_passkey::PasskeyOptions;
use serde_json::json;

use crate::{app, app_with, member, sign_in_options};

const PATH: &str = "/passkey/generate-authenticate-options";

#[tokio::test]
async fn a_stranger_is_told_of_no_passkey() {
    let app = app().await;
    member(&app, "ada").await;
    let mut options = sign_in_options(&app.browser()).await;
    let challenge = options["challenge"].take();
    assert!(challenge.as_str().unwrap().len() >= 43, "{challenge}");
    let rest = json!({
        "rpId": "localhost", "challenge": null, "timeout": 60000, "userVerification": "required"
    });
    assert_eq!(options, rest);
}

#[tokio::test]
async fn challenges_differ() {
    let app = app().await;
    let browser = app.browser();
    let first = sign_in_options(&browser).await;
    assert_ne!(first["challenge"], sign_in_options(&browser).await["challenge"]);
}

#[tokio::test]
async fn post_does_the_same_with_and_without_a_body() {
    let app = app().await;
    for (kind, body) in [(None, ""), (Some("application/json"), "{}")] {
        let browser = app.browser();
        let body = body.as_bytes().to_vec();
        let answer = browser.send(http::Method::POST, PATH, kind, body).await.expect(200);
        assert_eq!(answer.json()["rpId"], "localhost");
        assert!(browser.cookies().contains_key("better-auth.better-auth-passkey"));
    }
    let answer = app.browser().post_raw(PATH, "application/json", "[").await;
    answer.expect_error(400, "BAD_REQUEST");
}

#[tokio::test]
async fn whoever_is_signed_in_is_told_of_their_own() {
    let app = app().await;
    let (_, _) = member(&app, "bob").await;
    let (ada, passkey) = member(&app, "ada").await;
    let options = sign_in_options(&ada).await;
    let own = json!([{
        "id": passkey.credential_id(), "type": "public-key", "transports": ["internal"]
    }]);
    assert_eq!(options["allowCredentials"], own);
}

#[tokio::test]
async fn a_site_with_a_domain_and_an_origin_of_its_own_says_so() {
    let options = PasskeyOptions::default()
        .rp_id("example.com")
        .rp_name("Example")
        .origin("https://login.example.com");
    let app = app_with(options).await;
    assert_eq!(sign_in_options(&app.browser()).await["rpId"], "example.com");
}
