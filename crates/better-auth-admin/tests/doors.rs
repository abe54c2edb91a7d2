//! Every way in, with the real plugins, for somebody who is shut out or deleted; and what is left
//! of them.

use better_auth_account::AccountManagementPlugin;
use better_auth_admin::AdminPlugin;
use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_core::RequestFacts;
use better_auth_oauth::{ClientSettings, OAuthPlugin, Provider};
use better_auth_organization::OrganizationPlugin;
use better_auth_passkey::PasskeyPlugin;
use better_auth_test::{Browser, FakeProvider, PASSWORD, SoftPasskey, TestApp, Totp};
use better_auth_two_factor::TwoFactorPlugin;
use serde_json::{Value, json};

use crate::{admin, is_signed_in, options, text, user, with};

const ISSUER: &str = "https://id.example";
const BAN: &str = "/admin/ban-user";

async fn house() -> (TestApp, FakeProvider) {
    let provider = FakeProvider::new(ISSUER);
    let settings = ClientSettings::new(FakeProvider::CLIENT_ID, FakeProvider::CLIENT_SECRET);
    let company = Provider::oidc("company", provider.issuer().to_owned());
    let social = OAuthPlugin::new(provider.clone()).provider(company, settings);
    let app = TestApp::build(|builder| {
        with(options())(builder)
            .plugin(AccountManagementPlugin::new())
            .plugin(ApiKeyPlugin::with(ApiKeyOptions::default().sessions(true)))
            .plugin(OrganizationPlugin::new())
            .plugin(PasskeyPlugin::new())
            .plugin(TwoFactorPlugin::new())
            .plugin(social)
    })
    .await;
    provider.follow(app.clock());
    (app, provider)
}

/// Bob, who can come in by every door.
struct Bob {
    id: String,
    browser: Browser,
    passkey: SoftPasskey,
    key: String,
}

fn claims() -> Value {
    json!({ "sub": "sub-of-bob", "email": "bob@example.com", "email_verified": true, "name": "bob" })
}

async fn bob(app: &TestApp, provider: &FakeProvider) -> Bob {
    let browser = app.browser();
    let body = json!({ "name": "bob", "email": "bob@example.com", "password": PASSWORD, "username": "bobby" });
    let answer = browser.post("/sign-up/email", body).await.expect(200).json();
    app.execute("UPDATE users SET email_verified = TRUE").await;
    let mut passkey = SoftPasskey::new();
    passkey.register(&browser).await.expect(200);
    provider.sign_in(&app.browser(), "company", claims()).await.expect(302);
    let key = browser.post("/api-key/create", json!({})).await.expect(200).json();
    app.mailbox().take_all();
    Bob { id: text(&answer["user"]["id"]), browser, passkey, key: text(&key["key"]) }
}

/// What each door answers: a name, and the code of a refusal.
async fn knock(
    app: &TestApp,
    provider: &FakeProvider,
    bob: &mut Bob,
) -> Vec<(&'static str, String)> {
    let by_name = json!({ "username": "bobby", "password": PASSWORD });
    let answers = [
        ("password", app.sign_in("bob").await.1),
        ("username", app.browser().post("/sign-in/username", by_name).await),
        ("passkey", bob.passkey.sign_in(&app.browser()).await),
    ];
    let mut found = Vec::new();
    for (door, answer) in answers {
        let refused = answer.status != 200;
        found.push((door, if refused { text(&answer.json()["code"]) } else { String::new() }));
    }
    let browser = app.browser();
    let answer = provider.sign_in(&browser, "company", claims()).await.expect(302);
    let place = answer.header("location").unwrap_or_default().to_owned();
    let refusal = place.split_once("error=").map_or("", |(_, code)| code).to_uppercase();
    assert_eq!(refusal.is_empty(), is_signed_in(&browser).await);
    found.push(("provider", refusal));
    let keys = app.site().plugin::<ApiKeyPlugin>().unwrap();
    let verified = keys.verify(&bob.key, None, &RequestFacts::default()).await;
    found.push(("key", verified.err().map(|error| error.code().to_owned()).unwrap_or_default()));
    let program = app.browser().with_origin(None).with_header("x-api-key", &bob.key);
    let session = program.get("/get-session").await;
    let in_the_name = session.status == 200 && !session.json().is_null();
    found.push(("key as a session", if in_the_name { "" } else { "BANNED_USER" }.to_owned()));
    found
}

fn all(doors: &[(&'static str, String)], code: &str) -> bool {
    doors.iter().all(|(_, answer)| answer == code)
}

#[tokio::test]
async fn adm_05_a_ban_closes_every_door_at_once_and_its_end_opens_them() {
    let (app, provider) = house().await;
    let mut bob = bob(&app, &provider).await;
    let (ada, _) = admin(&app).await;
    let doors = knock(&app, &provider, &mut bob).await;
    assert!(all(&doors, ""), "{doors:?}");
    ada.post(BAN, user(&bob.id)).await.expect(200);
    assert!(!is_signed_in(&bob.browser).await);
    assert_eq!(app.count(&format!("sessions WHERE user_id = '{}'", bob.id)).await, 0);
    let doors = knock(&app, &provider, &mut bob).await;
    assert!(all(&doors, "BANNED_USER"), "{doors:?}");
    assert_eq!(app.count(&format!("sessions WHERE user_id = '{}'", bob.id)).await, 0);
    ada.post("/admin/unban-user", user(&bob.id)).await.expect(200);
    let doors = knock(&app, &provider, &mut bob).await;
    assert!(all(&doors, ""), "{doors:?}");
}

#[tokio::test]
async fn oau_22_a_banned_user_is_refused_after_the_provider_and_the_old_session_is_dead() {
    let (app, provider) = house().await;
    let browser = app.browser();
    provider.sign_in(&browser, "company", claims()).await.expect(302);
    let session = browser.get("/get-session").await.expect(200).json();
    let (ada, _) = admin(&app).await;
    ada.post(BAN, user(&text(&session["user"]["id"]))).await.expect(200);
    assert!(!is_signed_in(&browser).await);
    let answer = provider.sign_in(&browser, "company", claims()).await.expect(302);
    assert_eq!(answer.header("location"), Some("/auth/error?error=banned_user"));
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn adm_05_a_sign_in_that_waits_for_its_second_factor_is_over_with_the_ban() {
    for bans_first in [true, false] {
        let (app, _) = house().await;
        let (bob, answer) = app.sign_up("bob").await;
        let (ada, _) = admin(&app).await;
        let body = json!({ "password": PASSWORD });
        let enabled = bob.post("/two-factor/enable", body).await.expect(200).json();
        let totp = Totp::from_uri(&text(&enabled["totpURI"]));
        let code = json!({ "code": totp.code(app.auth().now()) });
        bob.post("/two-factor/verify-totp", code).await.expect(200);
        app.mailbox().take_all();
        let ban = user(&text(&answer["user"]["id"]));
        if bans_first {
            ada.post(BAN, ban.clone()).await.expect(200);
            // Who has the password only learns nothing of the second factor.
            app.sign_in("bob").await.1.expect_error(403, "BANNED_USER");
            continue;
        }
        let (waiting, answer) = app.sign_in("bob").await;
        assert_eq!(answer.expect(200).json()["twoFactorRedirect"], true);
        ada.post(BAN, ban).await.expect(200);
        app.clock().advance(std::time::Duration::from_secs(30));
        let code = json!({ "code": totp.code(app.auth().now()) });
        let refused = waiting.post("/two-factor/verify-totp", code).await;
        assert!(refused.status.is_client_error(), "{}", refused.text());
        assert!(!is_signed_in(&waiting).await);
    }
}

#[tokio::test]
async fn rst_12_a_banned_user_who_resets_the_password_stays_out() {
    let (app, provider) = house().await;
    let bob = bob(&app, &provider).await;
    let (ada, _) = admin(&app).await;
    ada.post(BAN, user(&bob.id)).await.expect(200);
    let ask = |email: &str| json!({ "email": email, "redirectTo": "/reset" });
    let route = "/request-password-reset";
    let banned = app.browser().post(route, ask("bob@example.com")).await;
    let unknown = app.browser().post(route, ask("nobody@example.com")).await;
    assert_eq!((banned.status, banned.text()), (unknown.status, unknown.text()));
    for mail in app.mailbox().take_all() {
        let Some((_, rest)) = mail.text.split_once("/reset-password/") else { continue };
        let token = rest.split(['?', '\n', ' ']).next().unwrap();
        let body = json!({ "token": token, "newPassword": "another horse battery" });
        app.browser().post("/reset-password", body).await;
        app.mailbox().take_all();
    }
    let body = json!({ "email": "bob@example.com", "password": "another horse battery" });
    app.browser().post("/sign-in/email", body).await.expect_error(403, "BANNED_USER");
    assert_eq!(app.count(&format!("sessions WHERE user_id = '{}'", bob.id)).await, 0);
}

#[tokio::test]
async fn adm_13_of_a_removed_user_nothing_is_left_and_nothing_opens() {
    let (app, provider) = house().await;
    let mut bob = bob(&app, &provider).await;
    let (ada, _) = admin(&app).await;
    let mine = json!({ "name": "Acme", "slug": "acme" });
    let club = ada.post("/organization/create", mine).await.expect(200).json();
    let member = format!(
        "INSERT INTO members (id, organization_id, user_id, role, is_owner, created_at) SELECT 'm', \
         id, '{}', 'member', FALSE, created_at FROM organizations",
        bob.id
    );
    app.execute(&member).await;
    assert!(club["id"].is_string());
    ada.post("/admin/remove-user", user(&bob.id)).await.expect(200);
    for table in [
        "users WHERE id",
        "sessions WHERE user_id",
        "accounts WHERE user_id",
        "passkeys WHERE user_id",
        "api_keys WHERE user_id",
        "members WHERE user_id",
    ] {
        assert_eq!(app.count(&format!("{table} = '{}'", bob.id)).await, 0, "{table}");
    }
    // The challenges of passkey ceremonies go by themselves, in minutes.
    app.execute("DELETE FROM verifications").await;
    assert_eq!(app.columns_with(&bob.id).await, Vec::<String>::new());
    assert_eq!(app.user_columns_without_cascade().await, Vec::<String>::new());
    assert!(!is_signed_in(&bob.browser).await);
    app.sign_in("bob").await.1.expect(401);
    bob.passkey.sign_in(&app.browser()).await.expect(401);
    let keys = app.site().plugin::<ApiKeyPlugin>().unwrap();
    keys.verify(&bob.key, None, &RequestFacts::default()).await.unwrap_err();
    let program = app.browser().with_origin(None).with_header("x-api-key", &bob.key);
    let session = program.get("/get-session").await;
    assert!(session.status != 200 || session.json().is_null(), "{}", session.text());
}

#[tokio::test]
async fn adm_02_the_key_of_an_administrator_opens_no_route_of_administrators() {
    let (app, provider) = house().await;
    let (ada, _) = admin(&app).await;
    let bob = bob(&app, &provider).await;
    let key = ada.post("/api-key/create", json!({})).await.expect(200).json();
    let program = app.browser().with_origin(None).with_header("x-api-key", text(&key["key"]));
    program.get("/get-session").await.expect(200);
    program.get("/admin/list-users").await.expect_error(401, "UNAUTHORIZED");
    for (route, body) in [
        ("/admin/create-user", json!({ "email": "new@example.com", "name": "new" })),
        (
            "/admin/set-user-password",
            json!({ "userId": bob.id, "newPassword": "another horse battery" }),
        ),
        ("/admin/impersonate-user", user(&bob.id)),
        ("/admin/set-role", json!({ "userId": bob.id, "role": "admin" })),
        (BAN, user(&bob.id)),
        ("/admin/remove-user", user(&bob.id)),
    ] {
        program.copy().post(route, body).await.expect_error(401, "UNAUTHORIZED");
    }
    assert!(app.site().plugin::<AdminPlugin>().is_some());
    assert_eq!(app.count("users").await, 2);
}
