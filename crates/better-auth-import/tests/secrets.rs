use better_auth_core::config::ConfigError;
use better_auth_import::{Import, ImportError};
use better_auth_test::TestApp;

use crate::old::{OLD_SECRET, Old, sealed, user};
use crate::{app, import, plugins};

async fn refusal(app: &TestApp, old: &Old) -> ConfigError {
    let source = old.open().await;
    let error = Import::new(&app.auth(), app.adapter(), &source).run().await.unwrap_err();
    assert_eq!(app.count("users").await, 0, "nothing is written");
    assert_eq!(app.count("audit_events").await, 0, "nothing is written");
    match error {
        ImportError::Config(error) => error,
        other => panic!("{other:?}"),
    }
}

fn with_factor() -> String {
    let secret = sealed("AbcdefGhijklmnopqrstuvwxyz012345", OLD_SECRET);
    user("ada")
        + &format!(
            r#"INSERT INTO "twoFactor" ("id", "userId", "secret") VALUES ('t', 'ada', '{secret}');"#
        )
}

#[tokio::test]
async fn a_wrong_or_missing_secret_is_refused_before_anything_is_written() {
    let app = app().await;
    let wrong = "some-other-secret-of-more-than-32-letters";
    for secrets in [&[wrong][..], &[]] {
        let error = refusal(&app, &Old::with(&with_factor()).await.secrets(secrets)).await;
        assert_eq!(error.setting, "source_secret");
        assert!(!error.to_string().contains(wrong), "{error}");
    }
}

#[tokio::test]
async fn a_secret_that_is_unknown_here_is_said_because_cookies_end() {
    let app = TestApp::build(plugins).await;
    let report = import(&app, &Old::with(&with_factor()).await).await;
    assert_eq!(serde_json::to_string(&report.notes).unwrap(), r#"["cookies_not_accepted"]"#);
}
