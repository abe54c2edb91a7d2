//! Keys of organizations, with a plugin in the place of the one that knows organizations.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin, Holder, KeyOwner, permission};
use better_auth_core::access::Action;
use better_auth_core::plugin::{Hooks, Mounted, OrganizationAccess, Plugin};
use better_auth_core::{ApiError, Auth, UserId};
use better_auth_test::{Browser, TestApp};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;

use crate::{made, refusal, user_of, verify, with};

/// One organization, `acme`: who is in it, and what they may do; and whether whoever is asked about
/// is put out then.
#[derive(Debug, Clone, Default)]
struct Acme(Arc<Mutex<Option<Members>>>, Arc<AtomicBool>);

type Members = HashMap<UserId, Vec<Action>>;

#[async_trait]
impl Hooks for Acme {
    async fn organization_access(
        &self,
        _auth: &Auth,
        user: &UserId,
        organization: &str,
        action: Action,
    ) -> Result<Option<OrganizationAccess>, ApiError> {
        let mut members = self.0.lock().unwrap();
        let member =
            members.as_ref().filter(|_| organization == "acme").and_then(|it| it.get(user));
        let access = match member {
            None => OrganizationAccess::NotMember,
            Some(actions) if actions.contains(&action) => OrganizationAccess::Granted,
            Some(_) => OrganizationAccess::Denied,
        };
        if self.1.load(Ordering::SeqCst) {
            members.as_mut().unwrap().remove(user);
        }
        Ok(Some(access))
    }

    async fn organization_exists(
        &self,
        _auth: &Auth,
        organization: &str,
    ) -> Result<Option<bool>, ApiError> {
        Ok(Some(organization == "acme" && self.0.lock().unwrap().is_some()))
    }
}

impl<A> Plugin<A> for Acme {
    fn name(&self) -> &'static str {
        "acme"
    }

    fn hooks(&self, _adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(self.clone()))
    }

    fn mount(&self, _auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        Mounted::routes(OpenApiRouter::new())
    }
}

fn plugin() -> ApiKeyPlugin {
    let team = ApiKeyOptions::default().holder(Holder::Organization).sessions(true);
    ApiKeyPlugin::new().config("team", team)
}

struct World {
    app: TestApp,
    acme: Acme,
    owner: Browser,
    member: Browser,
    stranger: Browser,
    bob: UserId,
}

async fn world() -> World {
    let acme = Acme::default();
    let app = TestApp::build(|builder| with(plugin())(builder.plugin(acme.clone()))).await;
    let (owner, ada) = app.sign_up("ada").await;
    let (member, bob) = app.sign_up("bob").await;
    let (stranger, _) = app.sign_up("eve").await;
    let members = [(user_of(&ada), permission::ALL.to_vec()), (user_of(&bob), Vec::new())];
    *acme.0.lock().unwrap() = Some(members.into());
    World { app, acme, owner, member, stranger, bob: user_of(&bob) }
}

fn team(organization: &str) -> Value {
    json!({ "configId": "team", "organizationId": organization })
}

#[tokio::test]
async fn a_member_with_the_right_makes_and_manages_keys_of_the_organization() {
    let World { app, owner, .. } = world().await;
    let (key, made) = made(&owner, team("acme")).await;
    assert_eq!(made["referenceId"], "acme");
    let verified = verify(&app, &key).await.unwrap();
    assert_eq!(verified.key.owner, KeyOwner::Organization("acme".to_owned()));
    assert!(verified.user.is_none());
    let list = owner.get("/api-key/list?organizationId=acme").await.expect(200).json();
    assert_eq!(list["apiKeys"][0]["id"], made["id"]);
    let own = owner.get("/api-key/list").await.expect(200).json();
    assert_eq!(own["total"], 0, "they are not the member's own");
    let id = made["id"].as_str().unwrap();
    owner.get(&format!("/api-key/get?id={id}")).await.expect(200);
    let body = json!({ "keyId": id, "name": "deploy" });
    owner.post("/api-key/update", body.clone()).await.expect(200);
    owner.post("/api-key/rotate", body.clone()).await.expect(200);
    owner.post("/api-key/delete", body).await.expect(200);
    assert_eq!(app.count("api_keys").await, 0);
}

#[tokio::test]
async fn a_new_secret_is_for_who_may_make_keys() {
    let World { acme, owner, member, bob, .. } = world().await;
    let (_, made) = made(&owner, team("acme")).await;
    let body = json!({ "keyId": made["id"], "name": "deploy" });
    for (actions, status) in [
        (vec![permission::UPDATE], 403),
        (vec![permission::CREATE], 403),
        (vec![permission::CREATE, permission::UPDATE], 200),
    ] {
        acme.0.lock().unwrap().as_mut().unwrap().insert(bob.clone(), actions);
        member.post("/api-key/rotate", body.clone()).await.expect(status);
    }
}

#[tokio::test]
async fn who_is_put_out_while_they_make_a_key_is_left_with_none() {
    let World { acme, owner, app, .. } = world().await;
    acme.1.store(true, Ordering::SeqCst);
    let refused = owner.post("/api-key/create", team("acme")).await;
    refused.expect_error(403, "USER_NOT_MEMBER_OF_ORGANIZATION");
    assert_eq!(app.count("api_keys").await, 0);
}

#[tokio::test]
async fn a_member_without_the_right_is_told_so() {
    let World { app, owner, member, .. } = world().await;
    let (_, made) = made(&owner, team("acme")).await;
    let code = "INSUFFICIENT_API_KEY_PERMISSIONS";
    member.post("/api-key/create", team("acme")).await.expect_error(403, code);
    member.get("/api-key/list?organizationId=acme").await.expect_error(403, code);
    let get = format!("/api-key/get?id={}", made["id"].as_str().unwrap());
    member.get(&get).await.expect_error(403, code);
    for path in ["/api-key/update", "/api-key/rotate", "/api-key/delete"] {
        let body = json!({ "keyId": made["id"], "name": "x" });
        member.post(path, body).await.expect_error(403, code);
    }
    assert_eq!(app.count("api_keys").await, 1);
}

#[tokio::test]
async fn enu_14_a_stranger_learns_nothing_of_organizations_and_their_keys() {
    let World { owner, stranger, .. } = world().await;
    let (_, made) = made(&owner, team("acme")).await;
    let code = "USER_NOT_MEMBER_OF_ORGANIZATION";
    for organization in ["acme", "unknown", "a b"] {
        stranger.post("/api-key/create", team(organization)).await.expect_error(403, code);
        let path = format!("/api-key/list?organizationId={}", organization.replace(' ', "%20"));
        stranger.get(&path).await.expect_error(403, code);
    }
    let get = |id: &str| format!("/api-key/get?id={id}");
    let foreign = stranger.get(&get(made["id"].as_str().unwrap())).await;
    let unknown = stranger.get(&get("unknown")).await.expect_error(404, "KEY_NOT_FOUND");
    assert_eq!(foreign.body, unknown.body);
    for path in ["/api-key/update", "/api-key/rotate", "/api-key/delete"] {
        let body = json!({ "keyId": made["id"], "name": "x" });
        stranger.post(path, body).await.expect_error(404, "KEY_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_key_ends_with_its_organization() {
    let World { app, acme, owner, .. } = world().await;
    let (key, _) = made(&owner, team("acme")).await;
    *acme.0.lock().unwrap() = None;
    assert_eq!(refusal(&app, &key).await, "INVALID_API_KEY");
}

#[tokio::test]
async fn a_key_of_an_organization_stands_for_nobodys_session() {
    let World { app, owner, .. } = world().await;
    let (key, _) = made(&owner, team("acme")).await;
    let program = app.browser().with_origin(None).with_header("x-api-key", key);
    let session: Value = program.get("/get-session").await.expect(200).json();
    assert_eq!(session, Value::Null);
}

#[tokio::test]
async fn whose_a_key_is_to_be_must_be_said_and_fit() {
    let World { app, owner, .. } = world().await;
    let answer = owner.post("/api-key/create", json!({ "configId": "team" })).await;
    answer.expect_error(400, "ORGANIZATION_ID_REQUIRED");
    let answer = owner.post("/api-key/create", json!({ "organizationId": "acme" })).await;
    answer.expect_error(400, "VALIDATION_ERROR");
    assert_eq!(app.count("api_keys").await, 0);
}

#[tokio::test]
async fn without_a_plugin_that_knows_organizations_the_log_says_what_is_missing() {
    let app = TestApp::build(with(plugin())).await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/api-key/create", team("acme")).await;
    answer.expect_error(500, "ORGANIZATION_PLUGIN_REQUIRED");
}
