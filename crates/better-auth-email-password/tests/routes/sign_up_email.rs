use better_auth_core::event::kinds;
use better_auth_email_password::EmailPasswordOptions;
use serde_json::{Value, json};

use crate::{PASSWORD, app, app_with, signing_up, signing_up_with};

#[tokio::test]
async fn a_sign_up_makes_an_account_and_opens_a_session() {
    let app = app().await;
    let ada = app.browser();
    let body = ada.post("/sign-up/email", signing_up("ada")).await.expect(200).json();
    let expected = json!({
        "name": "ada", "email": "ada@example.com", "emailVerified": false, "image": null,
        "username": null, "displayUsername": null,
        "createdAt": "2026-03-04T05:06:07.120Z", "updatedAt": "2026-03-04T05:06:07.120Z",
        "id": body["user"]["id"],
    });
    assert_eq!(body["user"], expected);
    assert_eq!(body["user"]["id"].as_str().unwrap().len(), 32);
    assert!(body["token"].as_str().unwrap().starts_with("session_"));
    assert_eq!(ada.get("/get-session").await.json()["user"], expected);
    assert_eq!(app.observed().of_kind(kinds::USER_CREATED).len(), 1);
    assert_eq!(app.observed().of_kind(kinds::SIGNED_IN).len(), 1);
}

#[tokio::test]
async fn a_sign_up_with_a_user_name_keeps_its_spelling_and_folds_it() {
    let app = app().await;
    let body = signing_up_with("ada", "username", "Ada.Lovelace");
    let user = app.browser().post("/sign-up/email", body).await.expect(200).json();
    assert_eq!(user["user"]["username"], "ada.lovelace");
    assert_eq!(user["user"]["displayUsername"], "Ada.Lovelace");
}

#[tokio::test]
async fn a_display_user_name_that_can_be_one_becomes_the_user_name() {
    let app = app().await;
    for (name, shown, username) in
        [("ada", "Ada_L", json!("ada_l")), ("bob", "Bob the Builder", Value::Null)]
    {
        let body = signing_up_with(name, "displayUsername", shown);
        let user = app.browser().post("/sign-up/email", body).await.expect(200).json();
        assert_eq!(user["user"]["username"], username);
        assert_eq!(user["user"]["displayUsername"], shown);
    }
}

#[tokio::test]
async fn a_taken_address_is_refused() {
    let app = app().await;
    app.sign_up("ada").await;
    let again = app.browser().post("/sign-up/email", signing_up("ada")).await;
    again.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn a_form_signs_up_as_json_does() {
    let app = app().await;
    let ada = app.browser();
    let form =
        "name=Ada&email=ada%40example.com&password=correct+horse+battery+staple&rememberMe=false";
    let answer = ada.post_raw("/sign-up/email", "application/x-www-form-urlencoded", form).await;
    let answer = answer.expect(200);
    assert_eq!(answer.json()["user"]["name"], "Ada");
    assert!(!answer.set_cookies()[0].contains("Max-Age"), "rememberMe=false is understood");
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn without_auto_sign_in_there_is_an_account_but_no_session() {
    let app = app_with(EmailPasswordOptions::default().auto_sign_in(false), |b| b).await;
    let ada = app.browser();
    let answer = ada.post("/sign-up/email", signing_up("ada")).await.expect(200);
    assert!(answer.json()["token"].is_null());
    assert!(answer.set_cookies().is_empty());
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn sign_up_can_be_switched_off() {
    let app = app_with(EmailPasswordOptions::default().sign_up(false), |b| b).await;
    let answer = app.browser().post("/sign-up/email", signing_up("ada")).await;
    answer.expect_error(400, "EMAIL_PASSWORD_SIGN_UP_DISABLED");
}

#[tokio::test]
async fn without_user_names_their_routes_and_fields_are_gone() {
    let app = app_with(EmailPasswordOptions::default().usernames(None), |b| b).await;
    let user = app.sign_up("ada").await.1["user"].clone();
    assert!(user.get("username").is_none() && user.get("displayUsername").is_none(), "{user}");
    let body = json!({"username": "ada", "password": PASSWORD});
    app.browser().post("/sign-in/username", body).await.expect_error(404, "NOT_FOUND");
}

#[tokio::test]
async fn pwd_11_fields_of_the_server_are_refused() {
    let app = app().await;
    for (field, value) in [
        ("role", json!("admin")),
        ("emailVerified", json!(true)),
        ("id", json!("chosen")),
        ("banned", json!(false)),
        ("twoFactorEnabled", json!(true)),
        ("createdAt", json!("2020-01-01T00:00:00.000Z")),
    ] {
        let answer =
            app.browser().post("/sign-up/email", signing_up_with("ada", field, value)).await;
        answer.expect_error(400, "FIELD_NOT_ALLOWED");
    }
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let app = app().await;
    let body = signing_up_with("ada", "favouriteColour", "green");
    app.browser().post("/sign-up/email", body).await.expect(200);
}

#[tokio::test]
async fn pwd_14_what_is_no_plain_address_is_refused() {
    let app = app().await;
    let (local, domain) =
        (format!("{}@example.com", "a".repeat(65)), format!("a@{}.com", "b".repeat(300)));
    for email in [
        "",
        "ada",
        "ada@localhost",
        "a@example.com,b@example.com",
        "\"a b\"@example.com",
        "ada＠example.com",
        "ada@example.com\r\nBcc: eve@example.com",
        "Ada <ada@example.com>",
        "ada\u{0}@example.com",
        "ada@[127.0.0.1]",
        "a@b@example.com",
        &local,
        &domain,
    ] {
        let answer =
            app.browser().post("/sign-up/email", signing_up_with("ada", "email", email)).await;
        answer.expect_error(400, "INVALID_EMAIL");
    }
}

#[tokio::test]
async fn pwd_13_an_address_is_one_account_in_every_spelling() {
    let app = app().await;
    let first = signing_up_with("ada", "email", "CaSe@Example.COM");
    app.browser().post("/sign-up/email", first).await.expect(200);
    for spelling in ["case@example.com", "CASE@EXAMPLE.COM"] {
        let again =
            app.browser().post("/sign-up/email", signing_up_with("ada", "email", spelling)).await;
        again.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
        let body = json!({"email": spelling, "password": PASSWORD});
        app.browser().post("/sign-in/email", body).await.expect(200);
    }
}

#[tokio::test]
async fn pwd_15_a_user_name_has_one_owner_in_every_spelling() {
    let app = app().await;
    let body = signing_up_with("ada", "username", "NameOfAda");
    app.browser().post("/sign-up/email", body).await.expect(200);
    for spelling in ["nameofada", "NAMEOFADA", "NameOfAda"] {
        let answer = app
            .browser()
            .post("/sign-up/email", signing_up_with("bob", "username", spelling))
            .await;
        answer.expect_error(400, "USERNAME_IS_ALREADY_TAKEN");
        let body = json!({"username": spelling, "password": PASSWORD});
        let user = app.browser().post("/sign-in/username", body).await.expect(200).json();
        assert_eq!(user["user"]["email"], "ada@example.com");
    }
}

#[tokio::test]
async fn pwd_16_user_names_that_pass_for_others_are_refused() {
    let app = app().await;
    let long = "a".repeat(1000);
    for (username, code) in [
        ("ad", "USERNAME_TOO_SHORT"),
        (&*long, "USERNAME_TOO_LONG"),
        ("ada\u{200b}x", "INVALID_USERNAME"),
        ("аdmin", "INVALID_USERNAME"),
        ("ada x", "INVALID_USERNAME"),
        ("ada@x", "INVALID_USERNAME"),
        ("ada\nx", "INVALID_USERNAME"),
        ("ａｄａ", "INVALID_USERNAME"),
        ("\u{202e}nimda", "INVALID_USERNAME"),
    ] {
        let answer = app
            .browser()
            .post("/sign-up/email", signing_up_with("ada", "username", username))
            .await;
        answer.expect_error(400, code);
    }
}

#[tokio::test]
async fn inp_03_a_name_comes_back_exactly_or_is_refused() {
    let app = app().await;
    for (index, name) in
        ["Ada 🦀", "A\u{301}da", "שלום", "\u{202e}adA", "' OR 1=1 --", "<b>Ada</b>"]
            .iter()
            .enumerate()
    {
        let body = signing_up_with(&format!("ada{index}"), "name", *name);
        let user = app.browser().post("/sign-up/email", body).await.expect(200).json();
        assert_eq!(user["user"]["name"], *name);
        let (browser, _) = app.sign_in(&format!("ada{index}")).await;
        assert_eq!(browser.get("/get-session").await.json()["user"]["name"], *name);
    }
    for name in ["a\u{0}b", "a\nb", &"x".repeat(5000)] {
        let answer =
            app.browser().post("/sign-up/email", signing_up_with("eve", "name", name)).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn a_picture_that_is_a_script_is_refused() {
    let app = app().await;
    let body = signing_up_with("ada", "image", "javascript:alert(1)");
    app.browser().post("/sign-up/email", body).await.expect_error(400, "VALIDATION_ERROR");
}
