//! The routes that somebody could guess with.

use better_auth::core::config::RateLimitOptions;
use better_auth_test::TestApp;
use serde_json::json;

use crate::everything;

#[tokio::test]
async fn rat_11_every_route_that_takes_a_secret_is_limited() {
    let limits = RateLimitOptions::default();
    let app = TestApp::build(|builder| everything(builder.rate_limit(limits))).await;
    let (ada, _) = app.sign_up("ada").await;
    let mut routes = vec![
        "/sign-up/email",
        "/sign-in/email",
        "/sign-in/username",
        "/is-username-available",
        "/change-password",
        "/set-password",
        "/verify-password",
        "/delete-user",
    ];
    if cfg!(feature = "two-factor") {
        routes.extend([
            "/two-factor/enable",
            "/two-factor/disable",
            "/two-factor/get-totp-uri",
            "/two-factor/verify-totp",
            "/two-factor/send-otp",
            "/two-factor/verify-otp",
            "/two-factor/generate-backup-codes",
            "/two-factor/verify-backup-code",
        ]);
    }
    for route in routes {
        let mut limited = 0;
        for _ in 0..25 {
            let answer = ada.post(route, json!({ "password": "wrong horse battery" })).await;
            limited += usize::from(answer.status == 429);
        }
        assert!(limited > 0, "{route}");
    }
    // The codes of `/two-factor/send-otp`.
    app.mailbox().take_all();
}
