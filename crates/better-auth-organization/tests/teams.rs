//! Teams, and who is in them.

use better_auth_organization::{OrganizationOptions, kinds};
use better_auth_test::{Browser, TestApp, TestResponse};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{accept, app, app_with, joined, owner, person, text};

const CREATE: &str = "/organization/create-team";
const UPDATE: &str = "/organization/update-team";
const REMOVE: &str = "/organization/remove-team";
const ACTIVATE: &str = "/organization/set-active-team";
const ADD: &str = "/organization/add-team-member";
const TAKE_OUT: &str = "/organization/remove-team-member";
const ACCEPT: &str = "/organization/accept-invitation";

fn options() -> OrganizationOptions {
    OrganizationOptions::default().teams(true)
}

async fn teams_app() -> TestApp {
    app_with(options()).await
}

/// The clock goes on, so that teams stand in the order in which they were made.
fn later(app: &TestApp) {
    app.clock().advance(std::time::Duration::from_secs(1));
}

async fn team(browser: &Browser, name: &str) -> String {
    text(&browser.post(CREATE, json!({ "name": name })).await.expect(200).json()["id"])
}

async fn user_id(browser: &Browser) -> String {
    text(&browser.get("/get-session").await.expect(200).json()["user"]["id"])
}

async fn add(by: &Browser, team: &str, browser: &Browser) -> TestResponse {
    let user = user_id(browser).await;
    by.post(ADD, json!({ "teamId": team, "userId": user })).await
}

async fn active_team(browser: &Browser) -> Value {
    browser.get("/get-session").await.expect(200).json()["session"]["activeTeamId"].clone()
}

/// Invites somebody into teams; hands out the invitation. The mail is taken.
async fn invite_into(app: &TestApp, by: &Browser, name: &str, teams: Value) -> String {
    let email = format!("{name}@example.com");
    let body = json!({ "email": email, "role": "member", "teamId": teams });
    let answer = by.post("/organization/invite-member", body).await.expect(200).json();
    app.mailbox().take_to(&email);
    text(&answer["id"])
}

async fn names(browser: &Browser, path: &str) -> String {
    let list = browser.get(path).await.expect(200).json();
    let names: Vec<String> =
        list.as_array().unwrap().iter().map(|team| text(&team["name"])).collect();
    names.join(" ")
}

#[tokio::test]
async fn without_the_option_there_are_no_teams() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    for path in [CREATE, UPDATE, REMOVE, ACTIVATE, ADD, TAKE_OUT] {
        assert_eq!(ada.post(path, json!({})).await.status, 404);
    }
    for path in ["list-teams", "list-user-teams", "list-team-members"] {
        assert_eq!(ada.get(&format!("/organization/{path}")).await.status, 404);
    }
    assert_eq!(app.count("teams").await, 0);
    let full = ada.get("/organization/get-full-organization").await.expect(200).json();
    assert_eq!(full.get("teams"), None);
    let body = json!({ "email": "bob@example.com", "role": "member", "teamId": "x" });
    ada.post("/organization/invite-member", body).await.expect(200);
    app.mailbox().take_to("bob@example.com");
    let bare = format!("invitations WHERE team_id IS NULL AND organization_id = '{id}'");
    assert_eq!(app.count(&bare).await, 1);
}

#[tokio::test]
async fn an_organization_begins_with_a_team_of_its_owner() {
    let app = teams_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let teams = ada.get("/organization/list-teams").await.expect(200).json();
    assert_eq!((&teams[0]["name"], &teams[0]["organizationId"]), (&json!("ACME"), &json!(id)));
    assert_eq!(active_team(&ada).await, teams[0]["id"]);
    let full = ada.get("/organization/get-full-organization").await.expect(200).json();
    assert_eq!(full["teams"], teams);
    let body = json!({ "name": "B", "slug": "b", "keepCurrentActiveOrganization": true });
    ada.post("/organization/create", body).await.expect(200);
    assert_eq!(active_team(&ada).await, teams[0]["id"]);
    assert_eq!(app.observed().of_kind(kinds::TEAM_CREATED).len(), 2);
    let app = app_with(options().default_team(false)).await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    assert_eq!(active_team(&ada).await, Value::Null);
    assert_eq!(app.count("teams").await, 0);
}

#[tokio::test]
async fn a_team_is_made_changed_and_removed() {
    let app = teams_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    later(&app);
    let made = ada.post(CREATE, json!({ "name": " Red " })).await.expect(200).json();
    assert_eq!((&made["name"], &made["organizationId"]), (&json!("Red"), &json!(id)));
    let body = json!({ "teamId": made["id"], "data": { "name": "Blue" } });
    let changed = ada.post(UPDATE, body).await.expect(200).json();
    assert_eq!((&changed["name"], &changed["id"]), (&json!("Blue"), &made["id"]));
    let same = ada.post(UPDATE, json!({ "teamId": made["id"], "data": {} })).await.expect(200);
    assert_eq!(same.json()["name"], "Blue");
    assert_eq!(names(&ada, "/organization/list-teams").await, "ACME Blue");
    let removed = ada.post(REMOVE, json!({ "teamId": made["id"] })).await.expect(200).json();
    assert_eq!(removed, json!({ "message": "Team removed successfully." }));
    assert_eq!(names(&ada, "/organization/list-teams").await, "ACME");
    for kind in [kinds::TEAM_UPDATED, kinds::TEAM_DELETED] {
        assert!(!app.observed().of_kind(kind).is_empty());
    }
}

#[tokio::test]
async fn the_last_team_stays_unless_the_application_lets_it_go() {
    for (all, status) in [(false, 400), (true, 200)] {
        let app = app_with(options().remove_all_teams(all)).await;
        let (ada, _) = owner(&app, "ada", "acme").await;
        let last = active_team(&ada).await;
        let body = json!({ "teamId": last });
        let refused = ada.post(REMOVE, body.clone()).await;
        refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM");
        ada.post(ACTIVATE, json!({ "teamId": null })).await.expect(200);
        let answer = ada.post(REMOVE, body).await;
        assert_eq!(answer.status, status);
        if !all {
            answer.expect_error(400, "UNABLE_TO_REMOVE_LAST_TEAM");
        }
    }
}

#[tokio::test]
async fn somebody_is_added_works_in_a_team_and_is_taken_out() {
    let app = teams_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    let red = team(&ada, "Red").await;
    let body = json!({ "teamId": red });
    let refused = bob.post(ACTIVATE, body.clone()).await;
    refused.expect_error(403, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM");
    let path = format!("/organization/list-team-members?teamId={red}");
    bob.get(&path).await.expect_error(400, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM");
    let added = add(&ada, &red, &bob).await.expect(200).json();
    assert_eq!(add(&ada, &red, &bob).await.expect(200).json(), added);
    assert_eq!(app.observed().of_kind(kinds::TEAM_MEMBER_ADDED).len(), 1);
    assert_eq!(bob.post(ACTIVATE, body).await.expect(200).json()["name"], "Red");
    assert_eq!(bob.post(ACTIVATE, json!({})).await.expect(200).json()["name"], "Red");
    assert_eq!(active_team(&bob).await, red.as_str());
    let listed = bob.get("/organization/list-team-members").await.expect(200).json();
    assert_eq!(listed, json!([added]));
    assert_eq!(names(&bob, "/organization/list-user-teams").await, "Red");
    let out = json!({ "teamId": red, "userId": added["userId"] });
    ada.post(TAKE_OUT, out.clone()).await.expect(200);
    assert_eq!(active_team(&bob).await, Value::Null);
    ada.post(TAKE_OUT, out).await.expect_error(400, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM");
    let none = bob.get("/organization/list-team-members").await;
    none.expect_error(400, "YOU_DO_NOT_HAVE_AN_ACTIVE_TEAM");
    assert_eq!(bob.post(ACTIVATE, json!({})).await.expect(200).json(), Value::Null);
}

#[tokio::test]
async fn a_removed_team_is_nobodys_any_more_and_no_invitation_leads_into_it() {
    let app = teams_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    let (red, blue) = (team(&ada, "Red").await, team(&ada, "Blue").await);
    add(&ada, &red, &bob).await.expect(200);
    bob.post(ACTIVATE, json!({ "teamId": red })).await.expect(200);
    let eve = person(&app, "eve").await;
    let invitation = invite_into(&app, &ada, "eve", json!([red, blue])).await;
    ada.post(REMOVE, json!({ "teamId": red })).await.expect(200);
    assert_eq!(active_team(&bob).await, Value::Null);
    assert_eq!(app.count(&format!("team_members WHERE team_id = '{red}'")).await, 0);
    let accepted = accept(&eve, &invitation).await;
    assert_eq!(accepted["invitation"]["teamId"], blue.as_str());
    assert_eq!(names(&eve, "/organization/list-user-teams").await, "Blue");
}

#[tokio::test]
async fn who_leaves_the_organization_leaves_its_teams() {
    let app = teams_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let red = team(&ada, "Red").await;
    for leaves in [true, false] {
        let name = if leaves { "bob" } else { "eve" };
        let (guest, _) = joined(&app, &ada, &id, name, "member").await;
        add(&ada, &red, &guest).await.expect(200);
        guest.post(ACTIVATE, json!({ "teamId": red })).await.expect(200);
        if leaves {
            let body = json!({ "organizationId": id });
            guest.post("/organization/leave", body).await.expect(200);
        } else {
            let body = json!({ "memberIdOrEmail": format!("{name}@example.com") });
            ada.post("/organization/remove-member", body).await.expect(200);
        }
        assert_eq!(active_team(&guest).await, Value::Null);
        assert_eq!(app.count(&format!("team_members WHERE team_id = '{red}'")).await, 0);
        assert_eq!(names(&guest, "/organization/list-user-teams").await, "");
    }
}

#[tokio::test]
async fn an_invitation_leads_into_teams() {
    let app = app_with(options().max_team_members(1)).await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    let (red, blue) = (team(&ada, "Red").await, team(&ada, "Blue").await);
    let bob = person(&app, "bob").await;
    let invitation = invite_into(&app, &ada, "bob", json!(red)).await;
    let accepted = accept(&bob, &invitation).await;
    assert_eq!(accepted["invitation"]["teamId"], red.as_str());
    assert_eq!(active_team(&bob).await, red.as_str());
    let eve = person(&app, "eve").await;
    let into = |teams: Value| {
        let body = json!({ "email": "eve@example.com", "role": "member", "teamId": teams });
        ada.post("/organization/invite-member", body)
    };
    into(json!([red])).await.expect_error(403, "TEAM_MEMBER_LIMIT_REACHED");
    into(json!("nobodys")).await.expect_error(400, "TEAM_NOT_FOUND");
    into(json!(format!("{red},{blue}"))).await.expect_error(400, "INVALID_TEAM_ID");
    into(json!(5)).await.expect_error(400, "VALIDATION_ERROR");
    let many: Vec<String> = (0..33).map(|index| format!("t{index}")).collect();
    into(json!(many)).await.expect_error(400, "VALIDATION_ERROR");
    let third = team(&ada, "Green").await;
    let invitation = invite_into(&app, &ada, "eve", json!([blue, third, blue])).await;
    accept(&eve, &invitation).await;
    assert_eq!(active_team(&eve).await, Value::Null);
    let mut own = names(&eve, "/organization/list-user-teams").await;
    if own == "Green Blue" {
        own = "Blue Green".to_owned();
    }
    assert_eq!(own, "Blue Green");
}

#[tokio::test]
async fn teams_of_others_are_shown_to_those_who_may_change_members() {
    let app = teams_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    let (eve, other) = owner(&app, "eve", "other").await;
    let (ada_id, bob_id) = (user_id(&ada).await, user_id(&bob).await);
    let path = |user: &str, id: &str| {
        format!("/organization/list-user-teams?userId={user}&organizationId={id}")
    };
    assert_eq!(names(&ada, &path(&bob_id, &id)).await, "");
    assert_eq!(names(&ada, &path(&ada_id, &id)).await, "ACME");
    let forbidden = "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER";
    bob.get(&path(&ada_id, &id)).await.expect_error(403, forbidden);
    let stranger = "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION";
    eve.get(&path(&bob_id, &id)).await.expect_error(403, stranger);
    ada.get(&path(&ada_id, &other)).await.expect_error(403, stranger);
    let unknown = "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION";
    eve.get(&path(&ada_id, &other)).await.expect_error(400, unknown);
    let guest = person(&app, "dan").await;
    let refused = guest.get(&format!("/organization/list-user-teams?userId={bob_id}")).await;
    refused.expect_error(400, "NO_ACTIVE_ORGANIZATION");
}

#[tokio::test]
async fn only_who_may_does() {
    let app = teams_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    let (eve, _) = owner(&app, "eve", "other").await;
    later(&app);
    let red = team(&ada, "Red").await;
    let user = user_id(&bob).await;
    let update = json!({ "teamId": red, "data": { "name": "x", "organizationId": id } });
    let named = json!({ "name": "x", "teamId": red, "userId": user, "organizationId": id });
    let stranger = "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION";
    let changes = [
        (
            CREATE,
            &named,
            "YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION",
            (403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION"),
        ),
        (
            UPDATE,
            &update,
            "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM",
            (403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM"),
        ),
        (
            REMOVE,
            &named,
            "YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION",
            (403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM"),
        ),
        (ADD, &named, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM_MEMBER", (400, stranger)),
        (TAKE_OUT, &named, "YOU_ARE_NOT_ALLOWED_TO_REMOVE_A_TEAM_MEMBER", (400, stranger)),
    ];
    for (path, body, forbidden, (status, code)) in changes {
        app.browser().post(path, body.clone()).await.expect_error(401, "UNAUTHORIZED");
        bob.post(path, body.clone()).await.expect_error(403, forbidden);
        eve.post(path, body.clone()).await.expect_error(status, code);
        ada.post(path, json!([])).await.expect_error(400, "VALIDATION_ERROR");
    }
    for path in ["list-teams", "list-user-teams", "list-team-members"] {
        let refused = app.browser().get(&format!("/organization/{path}")).await;
        refused.expect_error(401, "UNAUTHORIZED");
    }
    let refused = app.browser().post(ACTIVATE, json!({ "teamId": red })).await;
    refused.expect_error(401, "UNAUTHORIZED");
    let refused = eve.get(&format!("/organization/list-teams?organizationId={id}")).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION");
    assert_eq!(names(&bob, "/organization/list-teams").await, "ACME Red");
    for name in ["", "  ", "a\nb", &"n".repeat(101)] {
        let body = json!({ "name": name });
        ada.post(CREATE, body.clone()).await.expect_error(400, "VALIDATION_ERROR");
        let body = json!({ "teamId": red, "data": body });
        ada.post(UPDATE, body).await.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn org_02_teams_of_another_organization_are_as_unknown_as_none() {
    let app = teams_app().await;
    let (ada, _) = owner(&app, "ada", "first").await;
    let (eve, _) = owner(&app, "eve", "second").await;
    later(&app);
    let theirs = team(&eve, "Theirs").await;
    add(&eve, &theirs, &eve).await.expect(200);
    let user = user_id(&ada).await;
    for target in [theirs.as_str(), "unknown", "?"] {
        let body = json!({ "teamId": target, "userId": user, "data": { "name": "Mine" } });
        for path in [UPDATE, REMOVE, ADD, TAKE_OUT, ACTIVATE] {
            ada.post(path, body.clone()).await.expect_error(400, "TEAM_NOT_FOUND");
        }
        let path = format!("/organization/list-team-members?teamId={target}");
        ada.get(&path).await.expect_error(400, "TEAM_NOT_FOUND");
        let body = json!({ "email": "bob@example.com", "role": "member", "teamId": target });
        let refused = ada.post("/organization/invite-member", body).await;
        refused.expect_error(400, "TEAM_NOT_FOUND");
    }
    let outsider = json!({ "teamId": theirs, "userId": user });
    for path in [ADD, TAKE_OUT] {
        let refused = eve.post(path, outsider.clone()).await;
        refused.expect_error(400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION");
    }
    assert_eq!(names(&eve, "/organization/list-teams").await, "SECOND Theirs");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_teams_made_and_removed_at_once_no_more_are_there_than_may_be_and_one_stays() {
    let app = app_with(options().max_teams(3)).await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    let answers = join_all((0..6).map(|_| ada.post(CREATE, json!({ "name": "x" })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 2);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_TEAMS");
    }
    ada.post(ACTIVATE, json!({ "teamId": null })).await.expect(200);
    let teams = ada.get("/organization/list-teams").await.expect(200).json();
    let all = teams.as_array().unwrap();
    let answers =
        join_all(all.iter().map(|team| ada.post(REMOVE, json!({ "teamId": team["id"] })))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 2);
    assert_eq!(app.count("teams").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_place_in_a_team_is_taken_once() {
    let app = app_with(options().max_team_members(1)).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member").await;
    for round in 0..3 {
        let red = team(&ada, "Red").await;
        let mut guests = Vec::new();
        for index in 0..4 {
            let name = format!("guest{round}{index}");
            let guest = person(&app, &name).await;
            guests.push((guest, invite_into(&app, &ada, &name, json!([red])).await));
        }
        let accepts = guests
            .iter()
            .map(|(guest, invitation)| guest.post(ACCEPT, json!({ "invitationId": invitation })));
        let (answers, added) = join(join_all(accepts), add(&ada, &red, &bob)).await;
        let mut winners = usize::from(added.status == 200);
        winners += answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(winners, 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 200) {
            answer.expect_error(403, "TEAM_MEMBER_LIMIT_REACHED");
        }
        assert_eq!(app.count(&format!("team_members WHERE team_id = '{red}'")).await, 1);
        // Who was too late keeps the invitation, and is no member.
        let joined = if added.status == 200 { 0 } else { 1 };
        let mark = format!("invitations WHERE team_id = '{red}' AND status = 'pending'");
        assert_eq!(app.count(&mark).await, 4 - joined);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_removed_and_added_or_activated_at_once_is_in_no_team() {
    let app = teams_app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let red = team(&ada, "Red").await;
    for round in 0..4 {
        let (guest, member) = joined(&app, &ada, &id, &format!("bob{round}"), "member").await;
        let user = user_id(&guest).await;
        if round % 2 == 0 {
            add(&ada, &red, &guest).await.expect(200);
        }
        let remove = json!({ "memberIdOrEmail": member });
        let remove = ada.post("/organization/remove-member", remove);
        let adding = ada.post(ADD, json!({ "teamId": red, "userId": user }));
        let activating = guest.post(ACTIVATE, json!({ "teamId": red }));
        let (removed, _) = join(remove, join(adding, activating)).await;
        removed.expect(200);
        assert_eq!(app.count(&format!("team_members WHERE user_id = '{user}'")).await, 0);
        assert_eq!(active_team(&guest).await, Value::Null);
    }
}
