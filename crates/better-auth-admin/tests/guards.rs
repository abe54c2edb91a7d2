//! Who gets in, here and on routes of the application.

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use better_auth_admin::{AdminPlugin, AdminUser, Admins, Allowed, permission};
use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_core::Auth;
use better_auth_test::TestApp;
use serde_json::{Value, json};

use crate::{admin, app, options, person, text, user, with, with_role};

fn routes(id: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("/admin/set-role", json!({ "userId": id, "role": "admin" })),
        ("/admin/create-user", json!({ "email": "new@example.com", "name": "new" })),
        ("/admin/update-user", json!({ "userId": id, "data": { "name": "x" } })),
        ("/admin/ban-user", user(id)),
        ("/admin/unban-user", user(id)),
        ("/admin/impersonate-user", user(id)),
        ("/admin/list-user-sessions", user(id)),
        ("/admin/revoke-user-session", json!({ "sessionToken": "handle_x" })),
        ("/admin/revoke-user-sessions", user(id)),
        ("/admin/remove-user", user(id)),
        (
            "/admin/set-user-password",
            json!({ "userId": id, "newPassword": "another horse battery" }),
        ),
    ]
}

#[tokio::test]
async fn adm_01_strangers_and_plain_users_do_nothing() {
    let app = app().await;
    admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    let (eve, _) = person(&app, "eve").await;
    let before = app.count("sessions").await;
    for (route, body) in routes(&id) {
        app.browser().post(route, body.clone()).await.expect_error(401, "UNAUTHORIZED");
        eve.post(route, body).await.expect(403);
        eve.post_raw(route, "application/json", "{").await.expect_error(400, "BAD_REQUEST");
        eve.post(route, json!([])).await.expect(400);
    }
    for route in ["/admin/list-users", &format!("/admin/get-user?id={id}")] {
        app.browser().get(route).await.expect_error(401, "UNAUTHORIZED");
        eve.get(route).await.expect(403);
    }
    assert_eq!((app.count("users").await, app.count("sessions").await), (3, before));
    assert_eq!(app.count("users WHERE banned OR role = 'admin'").await, 1);
}

#[tokio::test]
async fn adm_11_somebody_with_one_permission_does_one_thing() {
    let app = app().await;
    admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    let (lister, _) = with_role(&app, "lou", "lister").await;
    lister.get("/admin/list-users").await.expect(200);
    lister.get(&format!("/admin/get-user?id={id}")).await.expect(403);
    for (route, body) in routes(&id) {
        lister.post(route, body).await.expect(403);
    }
}

#[derive(Clone)]
struct Host {
    auth: Auth,
    admins: Admins,
}

impl FromRef<Host> for Auth {
    fn from_ref(host: &Host) -> Self {
        host.auth.clone()
    }
}

impl FromRef<Host> for Admins {
    fn from_ref(host: &Host) -> Self {
        host.admins.clone()
    }
}

async fn panel(admin: AdminUser) -> String {
    admin.0.user.name
}

async fn export(may: Allowed<permission::user::List>) -> String {
    may.current.user.name
}

#[tokio::test]
async fn adm_02_routes_of_the_application_ask_for_the_role_or_for_a_permission() {
    let keys = ApiKeyPlugin::with(ApiKeyOptions::default().sessions(true));
    let app = TestApp::with_routes(
        |builder| with(options())(builder).plugin(keys),
        |site| {
            let admins = site.plugin::<AdminPlugin>().unwrap();
            Router::new()
                .route("/auth/panel", get(panel))
                .route("/auth/export", get(export))
                .with_state(Host { auth: site.auth(), admins })
        },
    )
    .await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    let (lister, _) = with_role(&app, "lou", "lister").await;
    assert_eq!(ada.get("/panel").await.expect(200).text(), "ada");
    assert_eq!(lister.get("/export").await.expect(200).text(), "lou");
    lister.get("/panel").await.expect_error(403, "ADMIN_REQUIRED");
    bob.get("/export").await.expect_error(403, "PERMISSION_DENIED");
    app.browser().get("/panel").await.expect_error(401, "UNAUTHORIZED");
    // ADM-02: a key may do what it was given, whoever owns it.
    let key = ada.post("/api-key/create", json!({})).await.expect(200).json();
    let program = app.browser().with_origin(None).with_header("x-api-key", text(&key["key"]));
    program.get("/panel").await.expect_error(403, "ADMIN_REQUIRED");
    program.get("/export").await.expect_error(403, "PERMISSION_DENIED");
    ada.post("/admin/impersonate-user", user(&id)).await.expect(200);
    ada.get("/panel").await.expect_error(403, "IMPERSONATED_SESSION");
}
