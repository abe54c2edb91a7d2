//! Nobody is told who has a second factor.

use better_auth_email_password::EmailVerificationPlugin;
use better_auth_test::TestApp;
use serde_json::json;

use crate::{app, enrolled, everything};

#[tokio::test]
async fn enu_09_a_wrong_password_looks_alike_with_and_without_a_second_factor() {
    let app = app().await;
    enrolled(&app, "ada").await;
    app.sign_up("bob").await;
    let mut seen = Vec::new();
    for name in ["ada", "bob"] {
        let email = format!("{name}@example.com");
        let body = json!({ "email": email, "password": "wrong horse battery staple" });
        let mut answer = app.browser().post("/sign-in/email", body).await.expect(401);
        answer.headers.remove("x-request-id");
        seen.push(format!("{:?} {}", answer.headers, answer.text()));
    }
    assert_eq!(seen[0], seen[1]);
}

async fn verifying() -> TestApp {
    TestApp::build(|builder| everything(builder).plugin(EmailVerificationPlugin::new())).await
}

#[tokio::test]
async fn enu_03_mails_are_asked_for_alike_with_and_without_a_second_factor() {
    for route in ["/request-password-reset", "/forget-password", "/send-verification-email"] {
        let app = verifying().await;
        enrolled(&app, "ada").await;
        app.sign_up("bob").await;
        let mut seen = Vec::new();
        for name in ["ada", "bob"] {
            let rows = app.count("mails").await + app.count("verifications").await;
            let body = json!({ "email": format!("{name}@example.com") });
            let browser = app.browser().leaving_mails();
            let mut answer = browser.post(route, body).await.expect(200);
            answer.headers.remove("x-request-id");
            let rows = app.count("mails").await + app.count("verifications").await - rows;
            assert_eq!(rows, 2, "{route} {name}");
            seen.push(format!("{:?} {}", answer.headers, answer.text()));
        }
        assert_eq!(seen[0], seen[1], "{route}");
        app.browser().get("/ok").await;
        assert_eq!(app.mailbox().take_all().len(), 2, "{route}");
    }
}
