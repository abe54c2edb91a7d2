//! The cases of the password table.

use better_auth_core::event::kinds;
use futures_util::future::join_all;
use serde_json::json;

use crate::{PASSWORD, app, signing_up_with};

#[tokio::test]
async fn pwd_03_a_password_counts_to_its_last_character() {
    let app = app().await;
    for (index, password) in
        ["correct\0horse battery", "  correct horse battery  "].iter().enumerate()
    {
        let name = format!("ada{index}");
        app.browser()
            .post("/sign-up/email", signing_up_with(&name, "password", *password))
            .await
            .expect(200);
        let email = format!("{name}@example.com");
        for other in [password.trim(), password.split('\0').next().unwrap()] {
            if other != *password {
                let body = json!({"email": email, "password": other});
                app.browser()
                    .post("/sign-in/email", body)
                    .await
                    .expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
            }
        }
        let body = json!({"email": email, "password": password});
        app.browser().post("/sign-in/email", body).await.expect(200);
    }
}

#[tokio::test]
async fn pwd_04_a_password_is_the_same_in_either_normal_form() {
    let app = app().await;
    let body = signing_up_with("ada", "password", "caf\u{e9} au lait de l'\u{e9}t\u{e9}");
    app.browser().post("/sign-up/email", body).await.expect(200);
    let body = json!({"email": "ada@example.com", "password": "cafe\u{301} au lait de l'e\u{301}te\u{301}"});
    app.browser().post("/sign-in/email", body).await.expect(200);
}

#[tokio::test]
async fn the_length_of_a_password_is_counted_in_characters() {
    let app = app().await;
    for (password, code) in
        [("🦀🦀🦀🦀🦀🦀🦀", "PASSWORD_TOO_SHORT"), (&*"xy".repeat(65), "PASSWORD_TOO_LONG")]
    {
        let answer = app
            .browser()
            .post("/sign-up/email", signing_up_with("ada", "password", password))
            .await;
        answer.expect_error(400, code);
    }
    let longest = "Ünïcödé-".repeat(16);
    app.browser()
        .post("/sign-up/email", signing_up_with("ada", "password", longest))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_common_password_is_refused() {
    let app = app().await;
    for password in ["password", "12345678", "PassWord1"] {
        let answer = app
            .browser()
            .post("/sign-up/email", signing_up_with("ada", "password", password))
            .await;
        answer.expect_error(400, "PASSWORD_TOO_COMMON");
    }
}

#[tokio::test]
async fn pwd_17_credentials_of_another_type_are_refused() {
    let app = app().await;
    app.sign_up("ada").await;
    for wrong in
        [json!({"$ne": null}), json!(["ada@example.com"]), json!(5), json!(null), json!(true)]
    {
        for field in ["email", "password"] {
            let mut body = json!({"email": "ada@example.com", "password": PASSWORD});
            body[field] = wrong.clone();
            app.browser().post("/sign-in/email", body).await.expect_error(400, "VALIDATION_ERROR");
        }
    }
}

#[tokio::test]
async fn pwd_19_no_answer_shows_a_hash() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let answers = [
        signed_up.to_string(),
        ada.get("/get-session").await.text(),
        ada.get("/list-sessions").await.text(),
        app.sign_in("ada").await.1.text(),
    ];
    for answer in answers {
        assert!(!answer.contains("argon2") && !answer.contains("\"password\""), "{answer}");
    }
}

#[tokio::test]
async fn pwd_20_a_weaker_hash_is_replaced_at_sign_in() {
    let app = app().await;
    app.sign_up("ada").await;
    app.execute(&format!("UPDATE accounts SET password = '{ARGON2_OF_STAPLE}'")).await;
    app.sign_in("ada").await.1.expect(200);
    assert_eq!(app.observed().of_kind(kinds::PASSWORD_REHASHED).len(), 1);
    assert!(app.columns_with(ARGON2_OF_STAPLE).await.is_empty());
    app.sign_in("ada").await.1.expect(200);
    assert_eq!(app.observed().of_kind(kinds::PASSWORD_REHASHED).len(), 1);
}

#[tokio::test]
async fn a_hash_of_the_original_signs_in_and_is_replaced() {
    let app = app().await;
    app.sign_up("ada").await;
    app.execute(&format!("UPDATE accounts SET password = '{SCRYPT_OF_STAPLE}'")).await;
    let wrong = json!({"email": "ada@example.com", "password": "wrong horse battery staple"});
    app.browser()
        .post("/sign-in/email", wrong)
        .await
        .expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
    app.sign_in("ada").await.1.expect(200);
    assert!(app.columns_with(SCRYPT_OF_STAPLE).await.is_empty());
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn pwd_21_a_hash_that_can_not_be_one_is_a_wrong_password() {
    let app = app().await;
    app.sign_up("ada").await;
    for hash in [
        "",
        "x",
        "$argon2id$",
        "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$aGFzaA",
        "$argon2id$v=19$m=8,t=4294967295,p=1$c29tZXNhbHQ$aGFzaA",
        "$2b$12$abcdefghijklmnopqrstuv",
        "zz:zz",
        ":",
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ",
    ] {
        app.execute(&format!("UPDATE accounts SET password = '{hash}'")).await;
        app.sign_in("ada").await.1.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pwd_20_many_sign_ins_replace_a_weaker_hash_once() {
    let app = app().await;
    app.sign_up("ada").await;
    app.execute(&format!("UPDATE accounts SET password = '{ARGON2_OF_STAPLE}'")).await;
    let answers = join_all((0..8).map(|_| app.sign_in("ada"))).await;
    assert!(answers.iter().all(|(_, answer)| answer.status == 200));
    assert_eq!(app.observed().of_kind(kinds::PASSWORD_REHASHED).len(), 1);
}

/// `PASSWORD`, hashed by Argon2id with m=16, t=1, p=1.
const ARGON2_OF_STAPLE: &str = "$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$ZUewGxMY0d5ozhXt1BaOjtnApMSoBW0fcP+uT9AmJOE";

/// `PASSWORD`, hashed as the TypeScript original does.
const SCRYPT_OF_STAPLE: &str = "00112233445566778899aabbccddeeff:f5b22309b28fe412c82a4b2cab57498b8f8a42c849af16cb908974048f61c13933421858db3a8f111430bdc493c7cef90f61f904061c77206e3820a2e8b11bc2";
