//! What happens at once; on every database.

use better_auth_organization::OrganizationOptions;
use better_auth_test::{Browser, TestResponse};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{accept, active, app, app_with, invite, joined, own_member_id, owner, person, text};

const ACCEPT: &str = "/organization/accept-invitation";
const LEAVE: &str = "/organization/leave";

async fn at_once(browsers: &[Browser], path: &str, body: &Value) -> Vec<TestResponse> {
    join_all(browsers.iter().map(|browser| browser.post(path, body.clone()))).await
}

fn successes(answers: &[TestResponse]) -> usize {
    answers.iter().filter(|answer| answer.status == 200).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn org_05_of_owners_who_leave_at_once_one_stays() {
    let app = app().await;
    for round in 0..4 {
        let slug = format!("acme{round}");
        let (ada, id) = owner(&app, &format!("ada{round}"), &slug).await;
        let (bob, _) = joined(&app, &ada, &id, &format!("bob{round}"), "owner").await;
        let (eve, _) = joined(&app, &ada, &id, &format!("eve{round}"), "owner").await;
        let answers = at_once(&[ada, bob, eve], LEAVE, &json!({ "organizationId": id })).await;
        assert_eq!(successes(&answers), 2);
        let last = answers.into_iter().find(|answer| answer.status != 200).unwrap();
        last.expect_error(400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER");
        assert_eq!(app.count("members WHERE is_owner").await, round + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn org_05_of_owners_who_demote_one_another_at_once_one_stays() {
    let app = app().await;
    for round in 0..4 {
        let (ada, id) = owner(&app, &format!("ada{round}"), &format!("acme{round}")).await;
        let (bob, bob_id) = joined(&app, &ada, &id, &format!("bob{round}"), "owner").await;
        let ada_id = own_member_id(&ada).await;
        let demote = |browser: Browser, target: String| async move {
            let body = json!({ "memberId": target, "role": "member" });
            browser.post("/organization/update-member-role", body).await
        };
        let (first, second) = join(demote(ada, bob_id), demote(bob, ada_id)).await;
        assert_eq!(successes(&[first, second]), 1);
        assert_eq!(app.count("members WHERE is_owner").await, round + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn org_05_of_owners_who_delete_their_accounts_at_once_one_stays() {
    let app = app().await;
    for round in 0..4 {
        let (ada, id) = owner(&app, &format!("ada{round}"), &format!("acme{round}")).await;
        let (bob, _) = joined(&app, &ada, &id, &format!("bob{round}"), "owner").await;
        let answers = at_once(&[ada, bob], "/delete-user", &json!({})).await;
        assert_eq!(successes(&answers), 1);
        let last = answers.into_iter().find(|answer| answer.status != 200).unwrap();
        last.expect_error(400, "YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION");
        assert_eq!(app.count("members WHERE is_owner").await, round + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn org_08_one_invitation_accepted_twelve_times_makes_one_member() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let bob = person(&app, "bob").await;
    let invitation = invite(&app, &ada, &id, "bob", "member").await;
    let browsers: Vec<_> = (0..12).map(|_| bob.copy()).collect();
    let answers = at_once(&browsers, ACCEPT, &json!({ "invitationId": invitation })).await;
    assert_eq!(successes(&answers), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "INVITATION_NOT_FOUND");
    }
    assert_eq!(app.count("members").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn con_11_an_invitation_accepted_and_withdrawn_at_once_is_one_of_both() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    for round in 0..4 {
        let name = format!("bob{round}");
        let bob = person(&app, &name).await;
        let body = json!({ "invitationId": invite(&app, &ada, &id, &name, "member").await });
        let withdrawn = ada.post("/organization/cancel-invitation", body.clone());
        let (accepted, withdrawn) = join(bob.post(ACCEPT, body.clone()), withdrawn).await;
        assert_eq!(successes(&[accepted.clone(), withdrawn]), 1);
        let members = format!("members m JOIN users u ON u.id = m.user_id WHERE u.name = '{name}'");
        assert_eq!(app.count(&members).await, i64::from(accepted.status == 200));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_place_is_taken_once() {
    let app = app_with(OrganizationOptions::default().max_members(3)).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    joined(&app, &ada, &id, "mia", "member").await;
    let mut attempts = Vec::new();
    for name in ["bob", "eve", "dan", "tom"] {
        let browser = person(&app, name).await;
        let body = json!({ "invitationId": invite(&app, &ada, &id, name, "member").await });
        attempts.push(async move { browser.post(ACCEPT, body).await });
    }
    let answers = join_all(attempts).await;
    assert_eq!(successes(&answers), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(403, "ORGANIZATION_MEMBERSHIP_LIMIT_REACHED");
    }
    assert_eq!(app.count("members").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_invited_once_however_many_invite_it() {
    let app = app().await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    let browsers: Vec<_> = (0..8).map(|_| ada.copy()).collect();
    let body = json!({ "email": "bob@example.com", "role": "member" });
    let answers = at_once(&browsers, "/organization/invite-member", &body).await;
    assert_eq!(successes(&answers), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION");
    }
    assert_eq!(app.count("invitations").await, 1);
    assert_eq!(app.mailbox().take_all().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn org_18_invitations_at_once_do_not_pass_the_limit() {
    let app = app_with(OrganizationOptions::default().max_invitations(3)).await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    let answers = join_all((0..8).map(|number| {
        let (browser, email) = (ada.copy(), format!("guest{number}@example.com"));
        let body = json!({ "email": email, "role": "member" });
        async move { browser.post("/organization/invite-member", body).await }
    }))
    .await;
    assert_eq!((successes(&answers), app.count("invitations").await), (3, 3));
    assert_eq!(app.mailbox().take_all().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn org_18_organizations_at_once_do_not_pass_the_limit() {
    let app = app_with(OrganizationOptions::default().max_organizations(3)).await;
    let ada = person(&app, "ada").await;
    let answers = join_all((0..8).map(|number| {
        let (browser, slug) = (ada.copy(), format!("acme{number}"));
        let body = json!({ "name": "Acme", "slug": slug });
        async move { browser.post("/organization/create", body).await }
    }))
    .await;
    assert_eq!((successes(&answers), app.count("organizations").await), (3, 3));
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(403, "YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_slug_is_taken_once() {
    let app = app().await;
    let mut browsers = Vec::new();
    for name in ["ada", "bob", "eve", "dan"] {
        browsers.push(person(&app, name).await);
    }
    let body = json!({ "name": "Acme", "slug": "acme" });
    let answers = at_once(&browsers, "/organization/create", &body).await;
    assert_eq!((successes(&answers), app.count("organizations").await), (1, 1));
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "ORGANIZATION_ALREADY_EXISTS");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_meanwhile_works_nowhere() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    for round in 0..4 {
        let (bob, _) = joined(&app, &ada, &id, &format!("bob{round}"), "member").await;
        let target = json!({ "memberIdOrEmail": format!("bob{round}@example.com") });
        let here = json!({ "organizationId": id });
        let removal = ada.post("/organization/remove-member", target);
        let (removed, activated) = join(removal, bob.post("/organization/set-active", here)).await;
        removed.expect(200);
        assert!(matches!(activated.status.as_u16(), 200 | 403), "{}", activated.text());
        assert_eq!(active(&bob).await, Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inviter_who_is_removed_during_the_acceptance_lets_in_one_or_nobody() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    for round in 0..4 {
        let (mia, mia_id) = joined(&app, &ada, &id, &format!("mia{round}"), "admin").await;
        let name = format!("bob{round}");
        let bob = person(&app, &name).await;
        let body = json!({ "invitationId": invite(&app, &mia, &id, &name, "member").await });
        let removal = json!({ "memberIdOrEmail": mia_id });
        let removal = ada.post("/organization/remove-member", removal);
        let (accepted, removed) = join(bob.post(ACCEPT, body), removal).await;
        removed.expect(200);
        if accepted.status != 200 {
            accepted.expect_error(400, "INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_who_is_removed_meanwhile_removes_nobody_afterwards() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    for round in 0..4 {
        let (mia, mia_id) = joined(&app, &ada, &id, &format!("mia{round}"), "admin").await;
        let (tom, tom_id) = joined(&app, &ada, &id, &format!("tom{round}"), "admin").await;
        let remove = |browser: Browser, target: String| async move {
            let body = json!({ "memberIdOrEmail": target });
            browser.post("/organization/remove-member", body).await
        };
        let (first, second) = join(remove(mia, tom_id), remove(tom, mia_id)).await;
        assert_eq!(successes(&[first, second]), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deletion_of_an_organization_and_an_acceptance_leave_nothing() {
    let app = app().await;
    for round in 0..4 {
        let (ada, id) = owner(&app, &format!("ada{round}"), &format!("acme{round}")).await;
        let name = format!("bob{round}");
        let bob = person(&app, &name).await;
        let body = json!({ "invitationId": invite(&app, &ada, &id, &name, "member").await });
        let deletion = ada.post("/organization/delete", json!({ "organizationId": id }));
        let (accepted, deleted) = join(bob.post(ACCEPT, body), deletion).await;
        assert!(matches!(accepted.status.as_u16(), 200 | 400), "{}", accepted.text());
        deleted.expect(200);
        assert_eq!(app.count("members").await + app.count("invitations").await, 0);
        assert_eq!(active(&bob).await, Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_deleted_during_the_acceptance_is_no_member() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    for round in 0..4 {
        let name = format!("bob{round}");
        let bob = person(&app, &name).await;
        let body = json!({ "invitationId": invite(&app, &ada, &id, &name, "member").await });
        let (accepted, deleted) =
            join(bob.post(ACCEPT, body), bob.post("/delete-user", json!({}))).await;
        deleted.expect(200);
        assert!(matches!(accepted.status.as_u16(), 200 | 400 | 401), "{}", accepted.text());
        assert_eq!(app.count("members").await, 1);
    }
    let (tom, _) = joined(&app, &ada, &id, "tom", "member").await;
    assert_eq!(text(&active(&tom).await), id);
    accept(&person(&app, "eve").await, &invite(&app, &ada, &id, "eve", "member").await).await;
}
