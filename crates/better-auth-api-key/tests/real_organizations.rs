//! Keys of organizations, with the plugin that knows them.

use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin, Holder, permission};
use better_auth_core::access::Role;
use better_auth_organization::{OrganizationOptions, OrganizationPlugin};
use better_auth_test::{Browser, TestApp};
use serde_json::{Value, json};

use crate::{made, refusal, verify, with};

struct World {
    app: TestApp,
    owner: Browser,
    organization: String,
}

/// An application whose organizations may have a member who looks after keys.
async fn world() -> World {
    let team = ApiKeyOptions::default().holder(Holder::Organization);
    let options = OrganizationOptions::default()
        .statements(permission::ALL)
        .role(Role::new("keeper").can(permission::READ).can(permission::CREATE));
    let app = TestApp::build(|builder| {
        with(ApiKeyPlugin::new().config("team", team))(builder)
            .plugin(OrganizationPlugin::with(options))
    })
    .await;
    let (owner, _) = app.sign_up("ada").await;
    app.execute("UPDATE users SET email_verified = TRUE").await;
    let body = json!({ "name": "Acme", "slug": "acme" });
    let made = owner.post("/organization/create", body).await.expect(200).json();
    let organization = made["id"].as_str().unwrap().to_owned();
    World { app, owner, organization }
}

async fn joined(world: &World, name: &str, role: &str) -> Browser {
    let (browser, _) = world.app.sign_up(name).await;
    world.app.execute("UPDATE users SET email_verified = TRUE").await;
    let email = format!("{name}@example.com");
    let body = json!({ "email": email, "role": role, "organizationId": world.organization });
    let invited = world.owner.post("/organization/invite-member", body).await.expect(200).json();
    world.app.mailbox().take_to(&email);
    let body = json!({ "invitationId": invited["id"] });
    browser.post("/organization/accept-invitation", body).await.expect(200);
    browser
}

fn team(world: &World) -> Value {
    json!({ "configId": "team", "organizationId": world.organization })
}

#[tokio::test]
async fn roles_decide_who_looks_after_keys() {
    let world = world().await;
    let keeper = joined(&world, "bob", "keeper").await;
    let member = joined(&world, "eve", "member").await;
    let (key, made) = made(&world.owner, team(&world)).await;
    verify(&world.app, &key).await.unwrap();
    keeper.post("/api-key/create", team(&world)).await.expect(200);
    let path = format!("/api-key/list?organizationId={}", world.organization);
    assert_eq!(keeper.get(&path).await.expect(200).json()["total"], 2);
    let code = "INSUFFICIENT_API_KEY_PERMISSIONS";
    keeper.post("/api-key/delete", json!({ "keyId": made["id"] })).await.expect_error(403, code);
    member.get(&path).await.expect_error(403, code);
    let (stranger, _) = world.app.sign_up("dan").await;
    stranger.get(&path).await.expect_error(403, "USER_NOT_MEMBER_OF_ORGANIZATION");
    world.owner.post("/api-key/delete", json!({ "keyId": made["id"] })).await.expect(200);
}

#[tokio::test]
async fn a_member_who_left_looks_after_no_keys_and_the_keys_stay() {
    let world = world().await;
    let keeper = joined(&world, "bob", "keeper").await;
    let (key, _) = made(&keeper, team(&world)).await;
    let body = json!({ "organizationId": world.organization });
    keeper.post("/organization/leave", body).await.expect(200);
    let path = format!("/api-key/list?organizationId={}", world.organization);
    keeper.get(&path).await.expect_error(403, "USER_NOT_MEMBER_OF_ORGANIZATION");
    verify(&world.app, &key).await.unwrap();
}

#[tokio::test]
async fn a_deleted_organization_has_no_keys() {
    let world = world().await;
    let (key, _) = made(&world.owner, team(&world)).await;
    let body = json!({ "organizationId": world.organization });
    world.owner.post("/organization/delete", body).await.expect(200);
    assert_eq!(refusal(&world.app, &key).await, "INVALID_API_KEY");
}
