//! Several checks.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use better_auth_core::ApiError;
use better_auth_core::password::{About, Password, PasswordCheck, codes::PASSWORD_COMPROMISED};
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_password_check::StrengthCheck;
use better_auth_test::TestApp;
use serde_json::json;

use crate::{GOOD, change, sign_up};

/// Remembers what it was asked, and refuses one password.
#[derive(Debug, Clone, Default)]
struct Remembering(Arc<Mutex<Vec<String>>>);

#[async_trait]
impl PasswordCheck for Remembering {
    async fn check(&self, password: &Password, about: &About<'_>) -> Result<(), ApiError> {
        self.0.lock().unwrap().push(format!("{} {about:?}", password.expose()));
        if password.expose().starts_with("another") {
            return Err(PASSWORD_COMPROMISED.into());
        }
        Ok(())
    }
}

async fn app(last: &Remembering) -> TestApp {
    let last = last.clone();
    TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .password_check(StrengthCheck::new())
            .password_check(last)
    })
    .await
}

#[tokio::test]
async fn the_first_refusal_counts_and_the_others_are_not_asked() {
    let last = Remembering::default();
    let app = app(&last).await;
    sign_up(&app, "ada", "Summer2024!").await.expect_error(400, "PASSWORD_TOO_WEAK");
    assert!(last.0.lock().unwrap().is_empty());
    let refused = sign_up(&app, "ada", "another violet trombone in 9 puddles").await;
    refused.expect_error(400, "PASSWORD_COMPROMISED");
    assert_eq!(last.0.lock().unwrap().len(), 1);
    sign_up(&app, "ada", GOOD).await.expect(200);
}

#[tokio::test]
async fn a_check_is_told_what_the_owner_is_called() {
    let last = Remembering::default();
    let app = app(&last).await;
    let browser = app.browser();
    let body = json!({
        "name": "Ada Lovelace", "email": "Ada@Example.com", "username": "Countess",
        "password": better_auth_test::PASSWORD,
    });
    browser.post("/sign-up/email", body).await.expect(200);
    change(&app, &browser, GOOD).await.expect(200);
    let about = |username| About {
        name: Some("Ada Lovelace"),
        email: Some("ada@example.com"),
        username: Some(username),
    };
    let expected = [
        format!("{} {:?}", better_auth_test::PASSWORD, about("Countess")),
        format!("{GOOD} {:?}", about("countess")),
    ];
    assert_eq!(*last.0.lock().unwrap(), expected);
}
