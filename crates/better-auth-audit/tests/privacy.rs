use better_auth_core::RequestFacts;
use better_auth_core::event::kinds;
use better_auth_test::PASSWORD;
use serde_json::json;

use crate::{app, assert_intact, rows};

const NEW: &str = "another horse another staple";

#[tokio::test]
async fn log_01_no_row_has_a_secret_or_an_address_of_a_person() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let (phone, signed_in) = app.sign_in("ada").await;
    let mut secrets = vec![PASSWORD.to_owned(), NEW.to_owned(), "Wrong-Horse-7f3a".to_owned()];
    secrets.push("ada@example.com".to_owned());
    for answer in [signed_up, signed_in.json()] {
        secrets.push(answer["token"].as_str().unwrap().to_owned());
    }
    let wrong = json!({"email": "ada@example.com", "password": "Wrong-Horse-7f3a"});
    phone.post("/sign-in/email", wrong).await.expect(401);
    let typo = json!({"email": "Wrong-Horse-7f3a@example.com", "password": PASSWORD});
    phone.post("/sign-in/email", typo).await.expect(401);
    let change = json!({ "currentPassword": PASSWORD, "newPassword": NEW });
    let changed = ada.post("/change-password", change).await.expect(200).json();
    secrets.push(changed["token"].as_str().unwrap().to_owned());
    ada.post("/update-user", json!({ "name": "Ada Secretname" })).await.expect(200);
    secrets.push("Secretname".to_owned());
    ada.post("/sign-out", json!({})).await.expect(200);
    app.mailbox().take_all();
    assert!(app.count("audit_events").await > 6);
    for secret in secrets {
        let found = app.columns_with(&secret).await;
        assert!(!found.iter().any(|column| column.starts_with("audit_")), "{found:?}");
    }
}

#[tokio::test]
async fn log_03_newlines_and_escapes_forge_no_row() {
    let app = app().await;
    // What a header can carry, and what server code can.
    let agent = "a\u{85}FORGED\u{9b}31m\u{2028}FORGED\u{202e}' -- \" kind=\"session.ended";
    let body = json!({"name": "ada", "email": "ada@example.com", "password": PASSWORD});
    app.browser().with_header("user-agent", agent).post("/sign-up/email", body).await.expect(200);
    let auth = app.auth();
    let mut event = auth.event(kinds::SIGN_IN_FAILED, &RequestFacts::default());
    event.user_agent = Some("b\r\n9 FORGED\u{1b}[31m".to_owned());
    auth.record(auth.consequences([event])).await.unwrap();
    let lines: Vec<String> = rows(&app).await.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        let obeyed = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{202e}');
        assert!(!line.contains(obeyed), "{line:?}");
        assert!(line.contains("FORGED"), "{line}");
    }
    assert_intact(&app).await;
}
