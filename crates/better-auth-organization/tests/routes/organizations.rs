use better_auth_organization::{OrganizationOptions, kinds};
use serde_json::{Value, json};

use crate::{active, app, app_with, create, joined, owner, person, text};

#[tokio::test]
async fn who_creates_an_organization_owns_it_and_works_in_it() {
    let app = app().await;
    let ada = person(&app, "ada").await;
    assert_eq!(active(&ada).await, Value::Null);
    let body = json!({ "name": " Analytical Engines ", "slug": "Engines", "logo": "/e.png",
        "metadata": { "plan": "free", "seats": 3 } });
    let made = ada.post("/organization/create", body).await.expect(200).json();
    assert_eq!((&made["name"], &made["slug"]), (&json!("Analytical Engines"), &json!("engines")));
    assert_eq!(made["metadata"], json!({ "plan": "free", "seats": 3 }));
    assert_eq!(made["members"][0]["role"], "owner");
    assert_eq!(made["members"][0]["organizationId"], made["id"]);
    assert_eq!(active(&ada).await, made["id"]);
    assert_eq!(app.observed().of_kind(kinds::ORGANIZATION_CREATED).len(), 1);
}

#[tokio::test]
async fn the_active_organization_may_stay() {
    let app = app().await;
    let (ada, first) = owner(&app, "ada", "first").await;
    let body = json!({ "name": "B", "slug": "b", "keepCurrentActiveOrganization": true });
    ada.post("/organization/create", body).await.expect(200);
    assert_eq!(active(&ada).await, first.as_str());
}

#[tokio::test]
async fn org_15_the_body_does_not_say_for_whom() {
    let app = app().await;
    let (_, bob) = app.sign_up("bob").await;
    let ada = person(&app, "ada").await;
    let body = json!({ "name": "A", "slug": "a", "userId": bob["user"]["id"] });
    app.browser()
        .post("/organization/create", body.clone())
        .await
        .expect_error(401, "UNAUTHORIZED");
    let made = ada.post("/organization/create", body).await.expect(200).json();
    assert_ne!(made["members"][0]["userId"], bob["user"]["id"]);
    assert_eq!(app.count("members").await, 1);
}

#[tokio::test]
async fn org_16_slugs_and_names_that_mislead_are_refused() {
    let app = app().await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    let long = "a".repeat(5_000);
    for slug in ["../admin", "a/b", "a\0b", "", "ａcme", "a b", "-a", &long] {
        let body = json!({ "name": "A", "slug": slug });
        ada.post("/organization/create", body).await.expect_error(400, "VALIDATION_ERROR");
        let body = json!({ "data": { "slug": slug } });
        ada.post("/organization/update", body).await.expect_error(400, "VALIDATION_ERROR");
    }
    for name in ["", "  ", "a\nb", &"n".repeat(101)] {
        let body = json!({ "name": name, "slug": "fine" });
        ada.post("/organization/create", body).await.expect_error(400, "VALIDATION_ERROR");
    }
    let body = json!({ "name": "A", "slug": "ACME" });
    let taken = ada.post("/organization/create", body).await;
    taken.expect_error(400, "ORGANIZATION_ALREADY_EXISTS");
    let big = json!({ "name": "A", "slug": "big", "metadata": { "x": "y".repeat(17_000) } });
    ada.post("/organization/create", big).await.expect_error(400, "VALIDATION_ERROR");
    assert_eq!(app.count("organizations").await, 1);
}

#[tokio::test]
async fn not_everybody_may_create_and_nobody_without_end() {
    let may = |user: &better_auth_core::User| user.name != "eve";
    let options = OrganizationOptions::default().max_organizations(2).may_create(may);
    let app = app_with(options).await;
    let body = json!({ "name": "A", "slug": "a" });
    let refused = person(&app, "eve").await.post("/organization/create", body).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION");
    let (ada, _) = owner(&app, "ada", "a").await;
    create(&ada, "b").await;
    let body = json!({ "name": "C", "slug": "c" });
    let refused = ada.post("/organization/create", body).await;
    refused.expect_error(403, "YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS");
}

#[tokio::test]
async fn metadata_is_an_object_on_every_route() {
    let app = app().await;
    let ada = person(&app, "ada").await;
    let metadata = json!({ "plan": "free" });
    let body = json!({ "name": "A", "slug": "a", "metadata": metadata });
    let id = ada.post("/organization/create", body).await.expect(200).json()["id"].clone();
    for path in ["/organization/get-organization", "/organization/get-full-organization"] {
        assert_eq!(ada.get(path).await.expect(200).json()["metadata"], metadata);
    }
    let list = ada.get("/organization/list").await.expect(200).json();
    assert_eq!(list[0]["metadata"], metadata);
    let body = json!({ "organizationId": id });
    let set = ada.post("/organization/set-active", body.clone()).await.expect(200).json();
    assert_eq!(set["metadata"], metadata);
    let renamed = json!({ "data": { "name": "B" } });
    let updated = ada.post("/organization/update", renamed).await.expect(200).json();
    assert_eq!((&updated["metadata"], &updated["name"]), (&metadata, &json!("B")));
    let deleted = ada.post("/organization/delete", body).await.expect(200).json();
    assert_eq!(deleted["metadata"], metadata);
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "a").await;
    let (eve, _) = owner(&app, "eve", "taken").await;
    let data = json!({ "logo": "/l.png", "slug": "new", "metadata": { "a": 1 } });
    let body = json!({ "data": data, "organizationId": id });
    let updated = ada.post("/organization/update", body.clone()).await.expect(200).json();
    assert_eq!((&updated["slug"], &updated["name"]), (&json!("new"), &json!("A")));
    let none = json!({ "data": { "logo": null } });
    let updated = ada.post("/organization/update", none).await.expect(200).json();
    assert_eq!((&updated["logo"], &updated["metadata"]), (&Value::Null, &json!({ "a": 1 })));
    let taken = json!({ "data": { "slug": "taken" } });
    let refused = ada.post("/organization/update", taken).await;
    refused.expect_error(400, "ORGANIZATION_SLUG_ALREADY_TAKEN");
    let same = json!({ "data": { "slug": "new" } });
    ada.post("/organization/update", same).await.expect(200);
    let foreign = eve.post("/organization/update", body).await;
    foreign.expect_error(400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
    let bob = person(&app, "bob").await;
    let nowhere = bob.post("/organization/update", json!({ "data": {} })).await;
    nowhere.expect_error(400, "ORGANIZATION_NOT_FOUND");
}

#[tokio::test]
async fn check_slug_tells_whether_it_is_free() {
    let app = app().await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    let ask = |slug: &str| ada.post("/organization/check-slug", json!({ "slug": slug }));
    assert_eq!(ask("free").await.expect(200).text(), r#"{"status":true}"#);
    ask("ACME").await.expect_error(400, "ORGANIZATION_SLUG_ALREADY_TAKEN");
    ask("a/b").await.expect_error(400, "VALIDATION_ERROR");
    let stranger = app.browser().post("/organization/check-slug", json!({ "slug": "free" })).await;
    stranger.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_session_works_where_its_user_says() {
    let app = app().await;
    let (ada, first) = owner(&app, "ada", "first").await;
    let second = text(&create(&ada, "second").await["id"]);
    let set = |body: Value| ada.post("/organization/set-active", body);
    assert_eq!(set(json!({ "organizationId": first })).await.expect(200).json()["id"], first);
    assert_eq!(active(&ada).await, first);
    let answer = set(json!({ "organizationSlug": "second" })).await.expect(200).json();
    assert_eq!((&answer["id"], &active(&ada).await), (&json!(second), &json!(second)));
    assert_eq!(set(json!({})).await.expect(200).json()["id"], second);
    assert_eq!(set(json!({ "organizationId": null })).await.expect(200).text(), "null");
    assert_eq!(active(&ada).await, Value::Null);
    assert_eq!(set(json!({})).await.expect(200).text(), "null");
    set(json!({ "organizationSlug": "nobodys" })).await.expect_error(400, "ORGANIZATION_NOT_FOUND");
    let other = app.sign_in("ada").await.0;
    assert_eq!(active(&other).await, Value::Null);
}

#[tokio::test]
async fn the_full_organization_shows_invitations_to_those_who_may_invite() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "a").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    crate::invite(&app, &ada, &id, "eve", "owner").await;
    crate::invite(&app, &ada, &id, "dan", "member").await;
    let full = ada.get("/organization/get-full-organization").await.expect(200).json();
    assert_eq!(full["members"].as_array().unwrap().len(), 2);
    assert_eq!(full["members"][1]["user"]["email"], "bob@example.com");
    assert_eq!(full["invitations"].as_array().unwrap().len(), 3);
    let full = bob.get("/organization/get-full-organization?membersLimit=1").await;
    let full = full.expect(200).json();
    assert_eq!((full["members"].as_array().unwrap().len(), &full["invitations"]), (1, &json!([])));
    // An administrator does not see who is to become an owner.
    let (mia, _) = joined(&app, &ada, &id, "mia", "admin").await;
    let list = mia.get("/organization/list-invitations").await.expect(200).json();
    let mut roles: Vec<_> = list.as_array().unwrap().iter().map(|it| text(&it["role"])).collect();
    roles.sort();
    assert_eq!(roles, ["admin", "member", "member"]);
}

#[tokio::test]
async fn org_01_strangers_learn_and_do_nothing() {
    let app = app().await;
    let (_, id) = owner(&app, "ada", "acme").await;
    let eve = person(&app, "eve").await;
    let forbidden = "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION";
    for id in [id.as_str(), "unknown"] {
        for path in ["get-organization", "get-full-organization"] {
            let path = format!("/organization/{path}?organizationId={id}");
            eve.get(&path).await.expect_error(403, forbidden);
        }
        let members = eve.get(&format!("/organization/list-members?organizationId={id}")).await;
        members.expect_error(403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION");
        let path = format!("/organization/list-invitations?organizationId={id}");
        eve.get(&path).await.expect_error(403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION");
        let path = format!("/organization/get-active-member-role?organizationId={id}");
        eve.get(&path).await.expect_error(403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION");
        let post =
            async |path: &str, body: Value| eve.post(&format!("/organization/{path}"), body).await;
        let it = json!({ "organizationId": id });
        post("set-active", it.clone()).await.expect_error(403, forbidden);
        post("delete", it.clone()).await.expect_error(400, forbidden);
        post("leave", it).await.expect_error(400, "MEMBER_NOT_FOUND");
        let body = json!({ "organizationId": id, "data": { "name": "E" } });
        post("update", body).await.expect_error(400, forbidden);
        let body = json!({ "organizationId": id, "email": "eve2@example.com", "role": "member" });
        post("invite-member", body).await.expect_error(400, "MEMBER_NOT_FOUND");
        let body = json!({ "organizationId": id, "permissions": { "ac": ["read"] } });
        post("has-permission", body).await.expect_error(401, forbidden);
    }
    eve.get("/organization/get-organization?organizationSlug=acme")
        .await
        .expect_error(403, forbidden);
    assert_eq!(active(&eve).await, Value::Null);
}

#[tokio::test]
async fn nothing_is_told_without_a_session() {
    let app = app().await;
    for path in [
        "list",
        "get-organization",
        "get-full-organization",
        "get-active-member",
        "list-members",
        "get-active-member-role",
        "get-invitation?id=x",
        "list-invitations",
        "list-user-invitations",
    ] {
        let answer = app.browser().get(&format!("/organization/{path}")).await;
        answer.expect_error(401, "UNAUTHORIZED");
    }
    for path in [
        "create",
        "update",
        "delete",
        "check-slug",
        "set-active",
        "leave",
        "remove-member",
        "update-member-role",
        "invite-member",
        "accept-invitation",
        "reject-invitation",
        "cancel-invitation",
        "has-permission",
    ] {
        let answer = app.browser().post(&format!("/organization/{path}"), json!({})).await;
        answer.expect_error(401, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn bodies_of_another_shape_are_refused() {
    let app = app().await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    for (path, body) in [
        ("create", json!({ "name": "A" })),
        ("create", json!({ "name": "A", "slug": "a", "metadata": "text" })),
        ("update", json!({ "data": { "metadata": [] } })),
        ("update", json!({})),
        ("delete", json!({ "organizationId": 5 })),
        ("check-slug", json!({})),
        ("set-active", json!({ "organizationId": 5 })),
        ("leave", json!({})),
        ("remove-member", json!({})),
        ("update-member-role", json!({ "memberId": "x" })),
        ("update-member-role", json!({ "memberId": "x", "role": {} })),
        ("invite-member", json!({ "email": "x@example.com" })),
        ("accept-invitation", json!({})),
        ("reject-invitation", json!({ "invitationId": null })),
        ("cancel-invitation", json!({})),
        ("has-permission", json!({})),
        ("has-permission", json!({ "permissions": ["ac"] })),
    ] {
        let answer = ada.post(&format!("/organization/{path}"), body).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn org_13_a_deleted_organization_leaves_nothing() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "admin").await;
    let eve = person(&app, "eve").await;
    let invitation = crate::invite(&app, &ada, &id, "eve", "member").await;
    let body = json!({ "organizationId": id });
    let refused = bob.post("/organization/delete", body.clone()).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION");
    ada.post("/organization/delete", body).await.expect(200);
    for browser in [&ada, &bob] {
        assert_eq!(active(browser).await, Value::Null);
        assert_eq!(browser.get("/organization/list").await.expect(200).text(), "[]");
        let full = browser.get("/organization/get-full-organization").await;
        assert_eq!(full.expect(200).text(), "null");
    }
    let body = json!({ "invitationId": invitation });
    let late = eve.post("/organization/accept-invitation", body).await;
    late.expect_error(400, "INVITATION_NOT_FOUND");
    assert_eq!(app.count("members").await + app.count("invitations").await, 0);
}

#[tokio::test]
async fn deletion_may_be_off() {
    let app = app_with(OrganizationOptions::default().deletion(false)).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let refused = ada.post("/organization/delete", json!({ "organizationId": id })).await;
    refused.expect_error(404, "ORGANIZATION_DELETION_DISABLED");
}
