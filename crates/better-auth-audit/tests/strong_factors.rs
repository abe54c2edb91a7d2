//! LOG-02: passkeys and second factors, and the rows that they leave.

use better_auth_test::{Browser, PASSWORD, SoftPasskey, TestApp, Totp};
use serde_json::json;

use crate::flows::Names::{Actor, Subject};
use crate::flows::leaves;

#[tokio::test]
async fn log_02_passkeys_leave_rows() {
    leaves(
        "a passkey that comes, gets a name and goes",
        async |_, ada| {
            SoftPasskey::new().register(&ada).await.expect(200);
            let passkeys = ada.get("/passkey/list-user-passkeys").await.json();
            let id = &passkeys[0]["id"];
            let name = json!({ "id": id, "name": "Key ring" });
            ada.post("/passkey/update-passkey", name).await.expect(200);
            ada.post("/passkey/delete-passkey", json!({ "id": id })).await.expect(200);
        },
        &[
            ("passkey.added", None, Actor),
            ("passkey.renamed", None, Actor),
            ("passkey.removed", None, Actor),
        ],
    )
    .await;
    leaves(
        "a passkey whose counter went back",
        async |_, ada| {
            let mut passkey = SoftPasskey::new();
            passkey.register(&ada).await.expect(200);
            let mut copy = passkey.clone();
            passkey.sign_in(&ada).await.expect(200);
            copy.sign_in(&ada).await.expect(401);
        },
        &[
            ("passkey.added", None, Actor),
            ("session.created", Some("passkey"), Actor),
            ("passkey.clone_suspected", None, Subject),
            ("sign_in.failed", Some("AUTHENTICATION_FAILED"), Subject),
        ],
    )
    .await;
}

async fn enrol(app: &TestApp, browser: &Browser) -> Totp {
    let password = json!({ "password": PASSWORD });
    let answer = browser.post("/two-factor/enable", password).await.expect(200).json();
    let totp = Totp::from_uri(answer["totpURI"].as_str().unwrap());
    let code = json!({ "code": totp.code(app.auth().now()) });
    browser.post("/two-factor/verify-totp", code).await.expect(200);
    totp
}

#[tokio::test]
async fn log_02_second_factors_leave_rows() {
    leaves(
        "a second factor that is switched on and off",
        async |app, ada| {
            enrol(app, &ada).await;
            let password = json!({ "password": PASSWORD });
            ada.post("/two-factor/disable", password).await.expect(200);
        },
        &[
            ("two_factor.enrolment_started", None, Actor),
            ("two_factor.enabled", Some("totp"), Actor),
            ("two_factor.disabled", None, Actor),
        ],
    )
    .await;
    leaves(
        "a wrong and a right code at sign-in",
        async |app, ada| {
            let totp = enrol(app, &ada).await;
            let again = ada.clone();
            let body = json!({ "email": "ada@example.com", "password": PASSWORD });
            again.post("/sign-in/email", body).await.expect(200);
            let wrong = json!({ "code": totp.wrong_code(app.auth().now()) });
            again.post("/two-factor/verify-totp", wrong).await.expect(401);
            let next = json!({ "code": totp.code_in(app.auth().now(), 1) });
            again.post("/two-factor/verify-totp", next).await.expect(200);
        },
        &[
            ("two_factor.enrolment_started", None, Actor),
            ("two_factor.enabled", Some("totp"), Actor),
            ("sign_in.challenged", Some("password"), Actor),
            ("two_factor.failed", Some("INVALID_CODE"), Subject),
            ("session.created", Some("totp"), Actor),
            ("two_factor.verified", Some("totp"), Actor),
        ],
    )
    .await;
}
