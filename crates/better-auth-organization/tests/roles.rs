//! The roles that an organization declares for itself.

use better_auth_core::access::Role;
use better_auth_organization::{OrganizationOptions, kinds, permission};
use better_auth_test::{Browser, TestApp, TestResponse};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{accept, app, app_with, invite, joined, owner, person, text};

better_auth_core::statements! {
    /// Invoices.
    pub invoice {
        /// Reads one.
        Read = "read",
        /// Writes one.
        Write = "write",
    }
}

const CREATE: &str = "/organization/create-role";
const UPDATE: &str = "/organization/update-role";
const DELETE: &str = "/organization/delete-role";

fn options() -> OrganizationOptions {
    OrganizationOptions::default().dynamic_roles(true).statements(invoice::ALL).role(
        Role::new("Clerk")
            .can(permission::ac::Create)
            .can(permission::ac::Update)
            .can(permission::ac::Delete),
    )
}

async fn roles_app() -> TestApp {
    app_with(options()).await
}

async fn declare(browser: &Browser, name: &str, permission: Value) -> TestResponse {
    browser.post(CREATE, json!({ "role": name, "permission": permission })).await
}

async fn declared(browser: &Browser, name: &str, permission: Value) -> Value {
    declare(browser, name, permission).await.expect(200).json()["roleData"].clone()
}

async fn grant(browser: &Browser, member: &str, role: &str) -> TestResponse {
    let body = json!({ "memberId": member, "role": role });
    browser.post("/organization/update-member-role", body).await
}

async fn may(browser: &Browser, organization: &str, asked: Value) -> bool {
    let body = json!({ "permissions": asked, "organizationId": organization });
    browser.post("/organization/has-permission", body).await.expect(200).json()["success"] == true
}

#[tokio::test]
async fn without_the_option_there_are_no_such_routes() {
    let app = app().await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    for path in [CREATE, UPDATE, DELETE] {
        assert_eq!(ada.post(path, json!({})).await.status, 404);
    }
    for path in ["/organization/list-roles", "/organization/get-role?roleName=x"] {
        assert_eq!(ada.get(path).await.status, 404);
    }
}

#[tokio::test]
async fn a_role_is_declared_read_changed_and_deleted() {
    let app = roles_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let body = json!({ "role": "Lead", "permission": { "invoice": ["read"] } });
    let made = ada.post(CREATE, body).await.expect(200).json();
    assert_eq!(
        (&made["success"], &made["statements"]),
        (&json!(true), &json!({ "invoice": ["read"] }))
    );
    let role = made["roleData"].clone();
    assert_eq!((&role["role"], &role["organizationId"]), (&json!("lead"), &json!(id)));
    assert_eq!(role.get("updatedAt"), None);
    let listed = ada.get("/organization/list-roles").await.expect(200).json();
    assert_eq!(listed, json!([role]));
    let key = text(&role["id"]);
    for query in [format!("roleId={key}"), "roleName=lead".to_owned()] {
        let read = ada.get(&format!("/organization/get-role?{query}")).await.expect(200).json();
        assert_eq!(read, role);
    }
    let data = json!({ "permission": { "invoice": ["write"] }, "roleName": "Chief" });
    let body = json!({ "roleId": key, "data": data });
    let changed = ada.post(UPDATE, body).await.expect(200).json()["roleData"].clone();
    assert_eq!((&changed["role"], &changed["id"]), (&json!("chief"), &role["id"]));
    assert_eq!(changed["permission"], json!({ "invoice": ["write"] }));
    let deleted = ada.post(DELETE, json!({ "roleName": "chief" })).await.expect(200).json();
    assert_eq!(deleted, json!({ "success": true }));
    let gone = ada.get("/organization/get-role?roleName=chief").await;
    gone.expect_error(400, "ROLE_NOT_FOUND");
    for kind in [kinds::ROLE_CREATED, kinds::ROLE_UPDATED, kinds::ROLE_DELETED] {
        assert_eq!(app.observed().of_kind(kind).len(), 1);
    }
}

#[tokio::test]
async fn a_declared_role_allows_what_it_says_until_it_says_something_else() {
    let app = roles_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, bob_id) = joined(&app, &ada, &id, "bob", "member").await;
    declared(&ada, "lead", json!({ "invoice": ["read"] })).await;
    assert!(!may(&bob, &id, json!({ "invoice": ["read"] })).await);
    grant(&ada, &bob_id, "member,lead").await.expect(200);
    assert!(may(&bob, &id, json!({ "invoice": ["read"] })).await);
    let body = json!({ "roleName": "lead", "data": { "permission": { "invoice": ["write"] } } });
    ada.post(UPDATE, body).await.expect(200);
    assert!(!may(&bob, &id, json!({ "invoice": ["read"] })).await);
    assert!(may(&bob, &id, json!({ "invoice": ["write"] })).await);
}

#[tokio::test]
async fn whoever_has_a_role_keeps_it_under_its_new_name() {
    let app = roles_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    declared(&ada, "lead", json!({ "invoice": ["read"] })).await;
    declared(&ada, "leader", json!({})).await;
    let (bob, bob_id) = joined(&app, &ada, &id, "bob", "member,lead,leader").await;
    let eve = person(&app, "eve").await;
    let invitation = invite(&app, &ada, &id, "eve", "lead").await;
    let body = json!({ "roleName": "lead", "data": { "roleName": "chief" } });
    ada.post(UPDATE, body).await.expect(200);
    let role = bob.get("/organization/get-active-member-role").await.expect(200).json();
    assert_eq!(role["role"], "member,chief,leader");
    assert!(may(&bob, &id, json!({ "invoice": ["read"] })).await);
    let accepted = accept(&eve, &invitation).await;
    assert_eq!(accepted["member"]["role"], "chief");
    grant(&ada, &bob_id, "lead").await.expect_error(400, "ROLE_NOT_FOUND");
}

#[tokio::test]
async fn a_role_allows_nothing_that_its_maker_may_not_do() {
    let app = roles_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (mia, _) = joined(&app, &ada, &id, "mia", "admin").await;
    let (dan, _) = joined(&app, &ada, &id, "dan", "Clerk").await;
    let more = json!({ "organization": ["update", "delete"] });
    let refused = declare(&mia, "boss", more.clone()).await;
    let refused = refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE").json();
    assert!(text(&refused["message"]).ends_with("organization:delete"), "{refused}");
    let refused = declare(&dan, "boss", json!({ "member": ["delete"] })).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE");
    // Nor by a change, of a role that they have or that others have.
    declared(&mia, "lead", json!({ "member": ["update"] })).await;
    let body = json!({ "roleName": "lead", "data": { "permission": more } });
    let refused = mia.post(UPDATE, body.clone()).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE");
    // Nor is one that allows more taken from others, in whichever way.
    ada.post(UPDATE, body).await.expect(200);
    for data in [json!({ "permission": {} }), json!({ "roleName": "nobody" }), json!({})] {
        let refused = mia.post(UPDATE, json!({ "roleName": "lead", "data": data })).await;
        refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE");
    }
    let refused = mia.post(DELETE, json!({ "roleName": "lead" })).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE");
}

#[tokio::test]
async fn a_declared_role_is_granted_by_nobody_who_has_less() {
    let app = roles_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (mia, mia_id) = joined(&app, &ada, &id, "mia", "admin").await;
    let (_, bob) = joined(&app, &ada, &id, "bob", "member").await;
    declared(&ada, "boss", json!({ "organization": ["delete"] })).await;
    let forbidden = "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER";
    for target in [&mia_id, &bob] {
        grant(&mia, target, "boss").await.expect_error(403, forbidden);
    }
    let body = json!({ "email": "eve@example.com", "role": "boss" });
    let refused = mia.post("/organization/invite-member", body).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE");
    grant(&ada, &bob, "boss").await.expect(200);
}

#[tokio::test]
async fn only_who_may_does() {
    let app = roles_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    declared(&ada, "lead", json!({})).await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    let (dan, _) = joined(&app, &ada, &id, "dan", "Clerk").await;
    let (eve, _) = owner(&app, "eve", "other").await;
    let create = json!({ "role": "x", "permission": {}, "organizationId": id });
    let update = json!({ "roleName": "lead", "data": {}, "organizationId": id });
    let delete = json!({ "roleName": "lead", "organizationId": id });
    let changes = [
        (CREATE, create, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE"),
        (UPDATE, update, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE"),
        (DELETE, delete, "YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE"),
    ];
    for (path, body, forbidden) in changes {
        app.browser().post(path, body.clone()).await.expect_error(401, "UNAUTHORIZED");
        bob.post(path, body.clone()).await.expect_error(403, forbidden);
        let stranger = eve.post(path, body).await;
        stranger.expect_error(403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION");
    }
    let questions = [
        (
            format!("/organization/list-roles?organizationId={id}"),
            "YOU_ARE_NOT_ALLOWED_TO_LIST_A_ROLE",
        ),
        (
            format!("/organization/get-role?organizationId={id}&roleName=lead"),
            "YOU_ARE_NOT_ALLOWED_TO_READ_A_ROLE",
        ),
    ];
    for (path, forbidden) in questions {
        app.browser().get(&path).await.expect_error(401, "UNAUTHORIZED");
        bob.get(&path).await.expect(200);
        dan.get(&path).await.expect_error(403, forbidden);
        let stranger = eve.get(&path).await;
        stranger.expect_error(403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION");
    }
    assert_eq!(app.count("organization_roles").await, 1);
}

#[tokio::test]
async fn org_02_roles_of_another_organization_are_as_unknown_as_none() {
    let app = roles_app().await;
    let (ada, _) = owner(&app, "ada", "first").await;
    let (eve, _) = owner(&app, "eve", "second").await;
    let role = text(&declared(&eve, "theirs", json!({ "invoice": ["read"] })).await["id"]);
    for key in
        [json!({ "roleId": role }), json!({ "roleId": "?" }), json!({ "roleName": "theirs" })]
    {
        let mut body = key.clone();
        body["data"] = json!({ "permission": {} });
        ada.post(UPDATE, body).await.expect_error(400, "ROLE_NOT_FOUND");
        ada.post(DELETE, key).await.expect_error(400, "ROLE_NOT_FOUND");
    }
    let path = format!("/organization/get-role?roleId={role}");
    ada.get(&path).await.expect_error(400, "ROLE_NOT_FOUND");
    assert_eq!(ada.get("/organization/list-roles").await.expect(200).json(), json!([]));
    let own = crate::own_member_id(&ada).await;
    grant(&ada, &own, "owner,theirs").await.expect_error(400, "ROLE_NOT_FOUND");
    declared(&ada, "theirs", json!({})).await;
}

#[tokio::test]
async fn names_and_permissions_are_checked() {
    let app = roles_app().await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    for name in ["", " lead", "a,b", "a\nb", &"n".repeat(65)] {
        let refused = declare(&ada, name, json!({})).await;
        refused.expect_error(400, "VALIDATION_ERROR");
    }
    declared(&ada, "lead", json!({})).await;
    for name in ["owner", "Admin", "MEMBER", "clerk", "LEAD"] {
        let refused = declare(&ada, name, json!({})).await;
        refused.expect_error(400, "ROLE_NAME_IS_ALREADY_TAKEN");
    }
    declared(&ada, "chief", json!({})).await;
    for name in ["owner", "lead", "clerk"] {
        let body = json!({ "roleName": "chief", "data": { "roleName": name } });
        ada.post(UPDATE, body).await.expect_error(400, "ROLE_NAME_IS_ALREADY_TAKEN");
    }
    for name in ["owner", "clerk"] {
        let refused = ada.post(DELETE, json!({ "roleName": name })).await;
        refused.expect_error(400, "CANNOT_DELETE_A_PRE_DEFINED_ROLE");
    }
    let unknown = json!({ "birds": ["fly"] });
    declare(&ada, "x", unknown.clone()).await.expect_error(400, "INVALID_RESOURCE");
    let body = json!({ "roleName": "lead", "data": { "permission": unknown } });
    ada.post(UPDATE, body).await.expect_error(400, "INVALID_RESOURCE");
    let refused = declare(&ada, "x", json!({ "invoice": ["burn"] })).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE");
    for body in [
        json!({}),
        json!({ "role": "x" }),
        json!({ "role": 5, "permission": {} }),
        json!({ "role": "x", "permission": { "invoice": "read" } }),
        json!({ "role": "x", "permission": [] }),
    ] {
        ada.post(CREATE, body).await.expect_error(400, "VALIDATION_ERROR");
    }
    for path in [UPDATE, DELETE] {
        for body in [json!({ "data": {} }), json!({ "roleName": "", "data": {} }), json!([])] {
            ada.post(path, body).await.expect_error(400, "VALIDATION_ERROR");
        }
    }
    ada.post(UPDATE, json!({ "roleName": "lead" })).await.expect_error(400, "VALIDATION_ERROR");
    let unnamed = ada.get("/organization/get-role").await;
    unnamed.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn without_an_organization_there_is_no_role() {
    let app = roles_app().await;
    let ada = person(&app, "ada").await;
    let refused = declare(&ada, "x", json!({})).await;
    refused.expect_error(400, "YOU_MUST_BE_IN_AN_ORGANIZATION_TO_CREATE_A_ROLE");
    for path in [UPDATE, DELETE] {
        let body = json!({ "roleName": "x", "data": {} });
        ada.post(path, body).await.expect_error(400, "NO_ACTIVE_ORGANIZATION");
    }
    for path in ["/organization/list-roles", "/organization/get-role?roleName=x"] {
        ada.get(path).await.expect_error(400, "NO_ACTIVE_ORGANIZATION");
    }
}

#[tokio::test]
async fn a_role_in_use_stays_and_leaves_no_name_behind() {
    let app = roles_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    declared(&ada, "lead", json!({})).await;
    declared(&ada, "leader", json!({})).await;
    let (_, bob) = joined(&app, &ada, &id, "bob", "member,leader").await;
    let in_use = "ROLE_IS_ASSIGNED_TO_MEMBERS";
    ada.post(DELETE, json!({ "roleName": "leader" })).await.expect_error(400, in_use);
    grant(&ada, &bob, "member").await.expect(200);
    ada.post(DELETE, json!({ "roleName": "leader" })).await.expect(200);
    // Whoever is invited with it would have it when somebody declares it anew.
    person(&app, "eve").await;
    let invitation = invite(&app, &ada, &id, "eve", "lead").await;
    ada.post(DELETE, json!({ "roleName": "lead" })).await.expect_error(400, in_use);
    let body = json!({ "invitationId": invitation });
    ada.post("/organization/cancel-invitation", body).await.expect(200);
    ada.post(DELETE, json!({ "roleName": "lead" })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_roles_declared_at_once_one_has_the_name_and_no_more_are_than_may_be() {
    let app = app_with(options().max_roles(3)).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let answers = join_all((0..6).map(|_| declare(&ada, "lead", json!({})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "ROLE_NAME_IS_ALREADY_TAKEN");
    }
    let names: Vec<String> = (0..6).map(|index| format!("role{index}")).collect();
    let answers = join_all(names.iter().map(|name| declare(&ada, name, json!({})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 2);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "TOO_MANY_ROLES");
    }
    assert_eq!(app.count(&format!("organization_roles WHERE organization_id = '{id}'")).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_granted_and_deleted_at_once_is_not_had_by_anybody() {
    let app = roles_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (_, bob) = joined(&app, &ada, &id, "bob", "member").await;
    for _ in 0..6 {
        declared(&ada, "lead", json!({})).await;
        let delete = ada.post(DELETE, json!({ "roleName": "lead" }));
        let (granted, deleted) = join(grant(&ada, &bob, "lead"), delete).await;
        if deleted.status == 200 {
            granted.expect_error(400, "ROLE_NOT_FOUND");
        } else {
            deleted.expect_error(400, "ROLE_IS_ASSIGNED_TO_MEMBERS");
            granted.expect(200);
            grant(&ada, &bob, "member").await.expect(200);
            ada.post(DELETE, json!({ "roleName": "lead" })).await.expect(200);
        }
        assert_eq!(app.count("members WHERE role = 'lead'").await, 0);
    }
}
