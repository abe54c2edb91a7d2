//! A key lives no longer than its owner may act.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use better_auth_api_key::{ApiKeyPlugin, By, KeyOwner, NewApiKey};
use better_auth_core::plugin::{Hooks, Mounted, Plugin};
use better_auth_core::{ApiError, Auth, ErrorCode, RequestFacts, User, UserId};
use better_auth_test::{PASSWORD, TestApp};
use http::StatusCode;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use crate::{app, given, made, refusal, service, user_of, verify, with};

const BANNED_USER: ErrorCode =
    ErrorCode { code: "BANNED_USER", message: "Banned", status: StatusCode::FORBIDDEN };

/// A plugin that bans people by answering one hook.
#[derive(Debug, Clone, Default)]
struct Bans(Arc<Mutex<HashSet<UserId>>>);

#[async_trait]
impl Hooks for Bans {
    async fn user_barred(&self, _auth: &Auth, user: &User) -> Result<Option<ApiError>, ApiError> {
        Ok(self.0.lock().unwrap().contains(&user.id).then(|| BANNED_USER.into()))
    }
}

impl<A> Plugin<A> for Bans {
    fn name(&self) -> &'static str {
        "bans"
    }

    fn hooks(&self, _adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(self.clone()))
    }

    fn mount(&self, _auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        Mounted::routes(OpenApiRouter::new())
    }
}

#[tokio::test]
async fn adm_05_a_ban_stops_the_key_and_the_sign_in_until_it_is_lifted() {
    let bans = Bans::default();
    let app =
        TestApp::build(|builder| with(ApiKeyPlugin::new())(builder.plugin(bans.clone()))).await;
    let (ada, answer) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    bans.0.lock().unwrap().insert(user_of(&answer));
    let refused = verify(&app, &key).await.unwrap_err();
    assert_eq!((refused.status().as_u16(), refused.code()), (403, "BANNED_USER"));
    app.sign_in("ada").await.1.expect_error(403, "BANNED_USER");
    ada.post("/api-key/create", json!({})).await.expect_error(403, "BANNED_USER");
    bans.0.lock().unwrap().clear();
    verify(&app, &key).await.unwrap();
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn adm_13_a_deleted_owner_leaves_no_key() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    ada.post("/delete-user", json!({})).await.expect(200);
    assert_eq!(app.count("api_keys").await, 0);
    assert_eq!(refusal(&app, &key).await, "INVALID_API_KEY");
    assert_eq!(app.user_columns_without_cascade().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_key_outlives_the_session_that_made_it() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    ada.post("/sign-out", json!({})).await.expect(200);
    verify(&app, &key).await.unwrap();
}

#[tokio::test]
async fn a_reset_that_proves_an_address_ends_the_keys_of_who_came_before() {
    let app = app().await;
    let (mallory, _) = app.sign_up("ada").await;
    let (key, _) = made(&mallory, json!({})).await;
    reset(&app).await;
    assert_eq!(refusal(&app, &key).await, "INVALID_API_KEY");
    // From now on the address is proven, and a forgotten password ends no key.
    let (ada, _) = app.sign_in("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    reset(&app).await;
    verify(&app, &key).await.unwrap();
}

async fn reset(app: &TestApp) {
    let ada = app.browser();
    let body = json!({ "email": "ada@example.com", "redirectTo": "/choose" });
    ada.post("/request-password-reset", body).await.expect(200);
    let text = app.mailbox().take_to("ada@example.com").text;
    let (_, rest) = text.split_once("/reset-password/").unwrap();
    let token = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next();
    let body = json!({ "token": token.unwrap(), "newPassword": PASSWORD });
    ada.post("/reset-password", body).await.expect(200);
    app.mailbox().take_all();
}

#[tokio::test]
async fn who_was_authenticated_before_a_change_of_password_gives_no_key_a_new_secret() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let (text, key) = given(&app, &user_of(&answer), |_| {}).await;
    let user = app.auth().users().find_user(&user_of(&answer)).await.unwrap().unwrap();
    app.execute("UPDATE users SET credential_version = credential_version + 1").await;
    let facts = RequestFacts::default();
    let by = By { user: Some(&user), request: &facts };
    let refused = service(&app).rotate(&key, None, by).await.unwrap_err();
    assert_eq!(refused.code(), "UNAUTHORIZED");
    verify(&app, &text).await.unwrap();
}

#[tokio::test]
async fn who_was_authenticated_before_a_change_of_password_makes_no_key() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let user = app.auth().users().find_user(&user_of(&answer)).await.unwrap().unwrap();
    app.execute("UPDATE users SET credential_version = credential_version + 1").await;
    let facts = RequestFacts::default();
    let new = NewApiKey::of(KeyOwner::User(user.id.clone()));
    let by = By { user: Some(&user), request: &facts };
    let refused = service(&app).create(new, by).await.unwrap_err();
    assert_eq!(refused.code(), "UNAUTHORIZED");
    assert_eq!(app.count("api_keys").await, 0);
}
