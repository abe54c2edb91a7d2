use serde_json::{Value, json};

use crate::{accept, active, app, invite, joined, own_member_id, owner, person, text};

#[tokio::test]
async fn members_are_listed_page_by_page() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    for name in ["bob", "eve", "dan", "mia"] {
        app.clock().advance(std::time::Duration::from_secs(1));
        joined(&app, &ada, &id, name, if name == "dan" { "admin,member" } else { "member" }).await;
    }
    let names = |page: &Value| {
        let members = page["members"].as_array().unwrap().iter();
        members.map(|it| text(&it["user"]["name"])).collect::<Vec<_>>().join(" ")
    };
    let list = async |query: &str| {
        ada.get(&format!("/organization/list-members?{query}")).await.expect(200).json()
    };
    let page = list("limit=2&offset=1").await;
    assert_eq!((names(&page), &page["total"]), ("bob eve".to_owned(), &json!(5)));
    assert_eq!(names(&list("sortDirection=desc&limit=2").await), "mia dan");
    // Page by page by cursor, also where somebody joined at the same moment.
    app.execute("UPDATE members SET created_at = '2026-01-01 00:00:00'").await;
    for direction in ["asc", "desc"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = list(&format!("limit=2&sortDirection={direction}{cursor}")).await;
            seen.push(names(&page));
            let Some(next) = page["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let mut all: Vec<_> = seen.join(" ").split(' ').map(str::to_owned).collect();
        all.sort();
        assert_eq!(all.join(" ").trim(), "ada bob dan eve mia");
    }
    let filtered = list("filterField=role&filterValue=owner").await;
    assert_eq!((names(&filtered), &filtered["total"]), ("ada".to_owned(), &json!(1)));
    let admins = "filterField=role&filterOperator=contains&filterValue=admin";
    assert_eq!(names(&list(admins).await), "dan");
    let pattern = list("filterField=role&filterOperator=contains&filterValue=%25").await;
    assert_eq!(pattern["total"], 0);
    let several = "filterField=role&filterOperator=in&filterValue=owner,admin%2Cmember,member";
    assert_eq!(list(several).await["total"], 4);
    assert_eq!(list("filterField=role&filterOperator=ne&filterValue=member").await["total"], 2);
    let since = "filterField=createdAt&filterOperator=gte&filterValue=2026-01-01T00:00:00.001Z";
    assert_eq!(list(since).await["total"], 0);
    for bad in [
        "sortBy=password",
        "sortDirection=up",
        "filterField=email&filterValue=x",
        "filterField=role",
        "filterField=role&filterOperator=like&filterValue=x",
        "cursor=x",
        "filterField=createdAt&filterValue=x",
        "limit=-1",
        "limit=x",
        "cursor=5.x&sortBy=role",
    ] {
        let answer = ada.get(&format!("/organization/list-members?{bad}")).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn a_member_reads_their_own_membership_and_the_roles_of_others() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    let own = bob.get("/organization/get-active-member").await.expect(200).json();
    assert_eq!((&own["role"], &own["user"]["name"]), (&json!("member"), &json!("bob")));
    let role =
        async |query: &str| bob.get(&format!("/organization/get-active-member-role{query}")).await;
    assert_eq!(role("").await.expect(200).json()["role"], "member");
    let ada_id = ada.get("/get-session").await.expect(200).json()["user"]["id"].clone();
    let query = format!("?userId={}&organizationSlug=acme", text(&ada_id));
    assert_eq!(role(&query).await.expect(200).json()["role"], "owner");
    for query in ["?userId=unknown", "?userId=%2F"] {
        role(query).await.expect_error(403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION");
    }
    let eve = person(&app, "eve").await;
    let nowhere = eve.get("/organization/get-active-member").await;
    nowhere.expect_error(400, "NO_ACTIVE_ORGANIZATION");
    let nowhere = eve.get("/organization/list-members").await;
    nowhere.expect_error(400, "NO_ACTIVE_ORGANIZATION");
}

#[tokio::test]
async fn org_11_a_removed_member_is_out_at_once() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    let elsewhere = app.sign_in("bob").await.0;
    let here = json!({ "organizationId": id });
    elsewhere.post("/organization/set-active", here).await.expect(200);
    let body = json!({ "memberIdOrEmail": "bob@example.com" });
    let removed = ada.post("/organization/remove-member", body.clone()).await.expect(200).json();
    assert_eq!(removed["member"]["role"], "member");
    for browser in [&bob, &elsewhere] {
        assert_eq!(active(browser).await, Value::Null);
        let path = format!("/organization/get-full-organization?organizationId={id}");
        let full = browser.get(&path).await;
        full.expect_error(403, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
    }
    let again = ada.post("/organization/remove-member", body).await;
    again.expect_error(400, "MEMBER_NOT_FOUND");
}

#[tokio::test]
async fn a_member_leaves() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    let body = json!({ "organizationId": id });
    let left = bob.post("/organization/leave", body.clone()).await.expect(200).json();
    assert_eq!(left["user"]["email"], "bob@example.com");
    assert_eq!(active(&bob).await, Value::Null);
    bob.post("/organization/leave", body).await.expect_error(400, "MEMBER_NOT_FOUND");
}

#[tokio::test]
async fn org_05_the_last_owner_stays() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (_, bob) = joined(&app, &ada, &id, "bob", "admin").await;
    let own = own_member_id(&ada).await;
    let only = "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER";
    let leave = json!({ "organizationId": id });
    ada.post("/organization/leave", leave.clone()).await.expect_error(400, only);
    let remove = json!({ "memberIdOrEmail": own });
    ada.post("/organization/remove-member", remove.clone()).await.expect_error(400, only);
    let demote = json!({ "memberId": own, "role": "admin" });
    let refused = ada.post("/organization/update-member-role", demote.clone()).await;
    refused.expect_error(400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER");
    let promote = json!({ "memberId": bob, "role": ["owner", "admin"] });
    let promoted = ada.post("/organization/update-member-role", promote).await.expect(200).json();
    assert_eq!(promoted["role"], "owner,admin");
    ada.post("/organization/update-member-role", demote).await.expect(200);
    ada.post("/organization/leave", leave).await.expect(200);
    assert_eq!(app.count("members WHERE is_owner").await, 1);
}

#[tokio::test]
async fn only_an_owner_touches_or_grants_owner() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let owner_id = own_member_id(&ada).await;
    let (mia, own) = joined(&app, &ada, &id, "mia", "admin").await;
    let (_, bob) = joined(&app, &ada, &id, "bob", "member").await;
    let forbidden = "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER";
    for (target, role) in [(&owner_id, "member"), (&own, "owner"), (&bob, "member, owner")] {
        let body = json!({ "memberId": target, "role": role });
        mia.post("/organization/update-member-role", body).await.expect_error(403, forbidden);
    }
    let remove = json!({ "memberIdOrEmail": owner_id });
    let refused = mia.post("/organization/remove-member", remove).await;
    refused.expect_error(400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER");
    let body = json!({ "email": "eve@example.com", "role": ["member", "owner"] });
    let refused = mia.post("/organization/invite-member", body).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE");
    let body = json!({ "memberId": bob, "role": "admin" });
    mia.post("/organization/update-member-role", body).await.expect(200);
}

#[tokio::test]
async fn org_06_roles_must_exist() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (_, bob) = joined(&app, &ada, &id, "bob", "member").await;
    for role in [json!("boss"), json!("member,boss"), json!(["admin", "boss"]), json!("Owner")] {
        let body = json!({ "memberId": bob, "role": role });
        let refused = ada.post("/organization/update-member-role", body).await;
        let refused = refused.expect_error(400, "ROLE_NOT_FOUND").json();
        assert!(text(&refused["message"]).starts_with("ROLE_NOT_FOUND: "), "{refused}");
        let body = json!({ "email": "eve@example.com", "role": role });
        let refused = ada.post("/organization/invite-member", body).await;
        refused.expect_error(400, "ROLE_NOT_FOUND");
    }
    for role in [json!(""), json!([]), json!(","), json!("member,,admin"), json!(["member", ""])] {
        let body = json!({ "memberId": bob, "role": role });
        let refused = ada.post("/organization/update-member-role", body).await;
        refused.expect_error(400, "VALIDATION_ERROR");
        let body = json!({ "email": "eve@example.com", "role": role });
        let refused = ada.post("/organization/invite-member", body).await;
        refused.expect_error(400, "ROLE_NOT_FOUND");
    }
}

#[tokio::test]
async fn org_02_ids_of_another_organization_are_as_unknown_as_none() {
    let app = app().await;
    let (ada, _) = owner(&app, "ada", "first").await;
    let (eve, second) = owner(&app, "eve", "second").await;
    let (_, dan) = joined(&app, &eve, &second, "dan", "member").await;
    person(&app, "bob").await;
    let invitation = invite(&app, &eve, &second, "bob", "member").await;
    for target in [dan.as_str(), "unknown", "dan@example.com"] {
        let body = json!({ "memberIdOrEmail": target });
        let refused = ada.post("/organization/remove-member", body).await;
        refused.expect_error(400, "MEMBER_NOT_FOUND");
        let body = json!({ "memberId": target, "role": "owner" });
        let refused = ada.post("/organization/update-member-role", body).await;
        refused.expect_error(400, "MEMBER_NOT_FOUND");
    }
    for target in [invitation.as_str(), "unknown"] {
        let refused =
            ada.post("/organization/cancel-invitation", json!({ "invitationId": target }));
        refused.await.expect_error(400, "INVITATION_NOT_FOUND");
    }
    assert_eq!(app.count("members").await, 3);
    assert_eq!(app.count("invitations WHERE status = 'pending'").await, 1);
}

#[tokio::test]
async fn nobody_is_a_member_twice() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let bob = person(&app, "bob").await;
    let invitation = invite(&app, &ada, &id, "bob", "member").await;
    accept(&bob, &invitation).await;
    let body = json!({ "email": "bob@example.com", "role": "admin" });
    let refused = ada.post("/organization/invite-member", body).await;
    refused.expect_error(400, "USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION");
}
