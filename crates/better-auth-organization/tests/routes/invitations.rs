use std::time::Duration;

use better_auth_organization::{OrganizationOptions, kinds};
use serde_json::{Value, json};

use crate::{accept, active, app, app_with, create, invite, joined, owner, person, text};

const ACCEPT: &str = "/organization/accept-invitation";
const REJECT: &str = "/organization/reject-invitation";
const CANCEL: &str = "/organization/cancel-invitation";
const INVITE: &str = "/organization/invite-member";

#[tokio::test]
async fn an_invitation_is_mailed_and_makes_a_member() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let bob = person(&app, "bob").await;
    let body = json!({ "email": "Bob@Example.com", "role": ["member", "admin"] });
    let made = ada.post(INVITE, body).await.expect(200).json();
    assert_eq!((&made["email"], &made["status"]), (&json!("bob@example.com"), &json!("pending")));
    assert_eq!((&made["role"], made.get("teamId")), (&json!("member,admin"), None));
    let mail = app.mailbox().take_to("bob@example.com");
    let link = format!("http://localhost:3000/accept-invitation/{}", text(&made["id"]));
    assert!(mail.text.contains(&link) && mail.subject.contains("ACME"), "{}", mail.text);
    let path = format!("/organization/get-invitation?id={}", text(&made["id"]));
    let read = bob.get(&path).await.expect(200).json();
    assert_eq!(read["organizationSlug"], "acme");
    assert_eq!(read["inviterEmail"], "ada@example.com");
    let received = bob.get("/organization/list-user-invitations").await.expect(200).json();
    assert_eq!(
        (&received[0]["id"], &received[0]["organizationName"]),
        (&made["id"], &json!("ACME"))
    );
    let done = accept(&bob, &text(&made["id"])).await;
    assert_eq!(
        (&done["invitation"]["status"], &done["member"]["role"]),
        (&json!("accepted"), &json!("member,admin"))
    );
    assert_eq!(active(&bob).await, id.as_str());
    assert_eq!(app.observed().of_kind(kinds::INVITATION_ACCEPTED).len(), 1);
    bob.get(&path).await.expect_error(400, "INVITATION_NOT_FOUND");
    assert_eq!(bob.get("/organization/list-user-invitations").await.expect(200).text(), "[]");
}

#[tokio::test]
async fn org_08_what_was_answered_or_has_expired_stays_so() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let bob = person(&app, "bob").await;
    let dead = async |invitation: &str| {
        let body = json!({ "invitationId": invitation });
        for path in [ACCEPT, REJECT] {
            bob.post(path, body.clone()).await.expect_error(400, "INVITATION_NOT_FOUND");
        }
        let path = format!("/organization/get-invitation?id={invitation}");
        bob.get(&path).await.expect_error(400, "INVITATION_NOT_FOUND");
    };
    let canceled = invite(&app, &ada, &id, "bob", "member").await;
    let body = json!({ "invitationId": canceled });
    assert_eq!(ada.post(CANCEL, body).await.expect(200).json()["status"], "canceled");
    dead(&canceled).await;
    let rejected = invite(&app, &ada, &id, "bob", "member").await;
    let answer = bob.post(REJECT, json!({ "invitationId": rejected })).await.expect(200).json();
    assert_eq!(
        (&answer["invitation"]["status"], &answer["member"]),
        (&json!("rejected"), &Value::Null)
    );
    dead(&rejected).await;
    let expired = invite(&app, &ada, &id, "bob", "member").await;
    app.clock().advance(Duration::from_secs(48 * 3600));
    dead(&expired).await;
    assert_eq!(bob.get("/organization/list-user-invitations").await.expect(200).text(), "[]");
    // One that has expired is not in the way of the next.
    let accepted = invite(&app, &ada, &id, "bob", "member").await;
    accept(&bob, &accepted).await;
    dead(&accepted).await;
    for done in [&canceled, &rejected, &accepted] {
        let refused = ada.post(CANCEL, json!({ "invitationId": done })).await;
        refused.expect_error(400, "INVITATION_NOT_FOUND");
    }
    let list = ada.get("/organization/list-invitations").await.expect(200).json();
    let states: Vec<_> = list.as_array().unwrap().iter().map(|it| text(&it["status"])).collect();
    let count = |state: &str| states.iter().filter(|it| *it == state).count();
    assert_eq!(
        (count("accepted"), count("canceled"), count("rejected"), count("pending")),
        (1, 1, 1, 1)
    );
}

#[tokio::test]
async fn only_the_recipient_answers_an_invitation() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    person(&app, "bob").await;
    let eve = person(&app, "eve").await;
    let invitation = invite(&app, &ada, &id, "bob", "member").await;
    for browser in [&ada, &eve] {
        for path in [ACCEPT, REJECT] {
            let refused = browser.post(path, json!({ "invitationId": invitation })).await;
            refused.expect_error(403, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION");
        }
        let path = format!("/organization/get-invitation?id={invitation}");
        let refused = browser.get(&path).await;
        refused.expect_error(403, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION");
    }
    let foreign = eve.get("/organization/list-user-invitations?email=bob@example.com").await;
    foreign.expect_error(400, "VALIDATION_ERROR");
    eve.post(CANCEL, json!({ "invitationId": invitation }))
        .await
        .expect_error(400, "INVITATION_NOT_FOUND");
}

#[tokio::test]
async fn an_address_that_is_not_proven_opens_no_invitation() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = app.sign_up("bob").await;
    let invitation = invite(&app, &ada, &id, "bob", "member").await;
    for path in [ACCEPT, REJECT] {
        let refused = bob.post(path, json!({ "invitationId": invitation })).await;
        refused.expect_error(
            403,
            "EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION",
        );
    }
    let path = format!("/organization/get-invitation?id={invitation}");
    for path in [path.as_str(), "/organization/list-user-invitations"] {
        let refused = bob.get(path).await;
        refused.expect_error(403, "EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION");
    }
}

#[tokio::test]
async fn an_application_may_trust_unproven_addresses() {
    let options = OrganizationOptions::default().require_verified_address(false);
    let app = app_with(options).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = app.sign_up("bob").await;
    let invitation = invite(&app, &ada, &id, "bob", "member").await;
    accept(&bob, &invitation).await;
}

#[tokio::test]
async fn a_pending_invitation_is_sent_again_when_asked_for() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let first = invite(&app, &ada, &id, "bob", "member").await;
    let body = json!({ "email": "bob@example.com", "role": "member" });
    let refused = ada.post(INVITE, body).await;
    refused.expect_error(400, "USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION");
    app.clock().advance(Duration::from_secs(3600));
    let body = json!({ "email": "bob@example.com", "role": "member", "resend": true });
    let again = ada.post(INVITE, body.clone()).await.expect(200).json();
    assert_eq!(again["id"], first.as_str());
    assert!(app.mailbox().take_to("bob@example.com").text.contains(&first));
    app.clock().advance(Duration::from_secs(47 * 3600 + 1800));
    accept(&person(&app, "bob").await, &first).await;
}

#[tokio::test]
async fn whoever_may_not_grant_a_role_does_not_send_it_again() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (mia, _) = joined(&app, &ada, &id, "mia", "admin").await;
    invite(&app, &ada, &id, "bob", "owner").await;
    let body = json!({ "email": "bob@example.com", "role": "member", "resend": true });
    let refused = mia.post(INVITE, body).await;
    refused.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE");
}

#[tokio::test]
async fn a_new_invitation_may_take_the_place_of_the_old_one() {
    let options = OrganizationOptions::default().replace_pending_invitations(true);
    let app = app_with(options).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let first = invite(&app, &ada, &id, "bob", "member").await;
    let second = invite(&app, &ada, &id, "bob", "admin").await;
    let bob = person(&app, "bob").await;
    let refused = bob.post(ACCEPT, json!({ "invitationId": first })).await;
    refused.expect_error(400, "INVITATION_NOT_FOUND");
    assert_eq!(accept(&bob, &second).await["member"]["role"], "admin");
}

#[tokio::test]
async fn an_invitation_of_somebody_who_has_left_opens_nothing() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (mia, _) = joined(&app, &ada, &id, "mia", "admin").await;
    let invitation = invite(&app, &mia, &id, "bob", "member").await;
    mia.post("/organization/leave", json!({ "organizationId": id })).await.expect(200);
    let bob = person(&app, "bob").await;
    let gone = "INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION";
    let path = format!("/organization/get-invitation?id={invitation}");
    bob.get(&path).await.expect_error(400, gone);
    bob.post(ACCEPT, json!({ "invitationId": invitation })).await.expect_error(400, gone);
    assert_eq!(app.count("members").await, 1);
    assert_eq!(app.count("invitations WHERE pending_key IS NOT NULL").await, 1);
}

#[tokio::test]
async fn org_18_invitations_and_members_have_limits() {
    let options = OrganizationOptions::default().max_invitations(2).max_members(2);
    let app = app_with(options).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let first = invite(&app, &ada, &id, "bob", "member").await;
    let second = invite(&app, &ada, &id, "eve", "member").await;
    let body = json!({ "email": "dan@example.com", "role": "member" });
    let refused = ada.post(INVITE, body.clone()).await;
    refused.expect_error(403, "INVITATION_LIMIT_REACHED");
    accept(&person(&app, "bob").await, &first).await;
    let eve = person(&app, "eve").await;
    let refused = eve.post(ACCEPT, json!({ "invitationId": second })).await;
    refused.expect_error(403, "ORGANIZATION_MEMBERSHIP_LIMIT_REACHED");
    // What has expired does not count.
    app.clock().advance(Duration::from_secs(48 * 3600));
    ada.post(INVITE, body).await.expect(200);
    app.mailbox().take_to("dan@example.com");
}

#[tokio::test]
async fn org_17_a_name_is_no_header_and_no_markup() {
    let app = app().await;
    let ada = person(&app, "ada").await;
    let name = "<b>Evil</b>\u{202e}Bcc";
    let body = json!({ "name": name, "slug": "evil" });
    let id = text(&ada.post("/organization/create", body).await.expect(200).json()["id"]);
    let body = json!({ "email": "bob@example.com", "role": "member", "organizationId": id });
    ada.post(INVITE, body).await.expect(200);
    let mail = app.mailbox().take_to("bob@example.com");
    assert!(!mail.subject.contains('\u{202e}') && !mail.subject.contains('\n'), "{}", mail.subject);
    let broken = json!({ "name": "Evil\r\nBcc: victim@example.com", "slug": "evil2" });
    ada.post("/organization/create", broken).await.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    let app = app().await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    for email in ["", "bob", "bob@localhost", "a@example.com,b@example.com", "B <b@example.com>"] {
        let body = json!({ "email": email, "role": "member" });
        ada.post(INVITE, body).await.expect_error(400, "INVALID_EMAIL");
    }
    let nowhere = person(&app, "eve").await;
    let body = json!({ "email": "bob@example.com", "role": "member" });
    nowhere.post(INVITE, body).await.expect_error(400, "ORGANIZATION_NOT_FOUND");
}

#[tokio::test]
async fn without_a_mail_server_the_application_hands_the_link_out() {
    let app = better_auth_test::TestApp::without_mailer(crate::with(Default::default())).await;
    let ada = person(&app, "ada").await;
    create(&ada, "acme").await;
    let body = json!({ "email": "bob@example.com", "role": "member" });
    ada.post(INVITE, body).await.expect(200);
}

#[tokio::test]
async fn an_invitation_of_an_owner_of_yesterday_makes_nobody_an_owner() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (mia, mia_id) = joined(&app, &ada, &id, "mia", "owner").await;
    let as_owner = invite(&app, &mia, &id, "bob", "owner").await;
    let as_member = invite(&app, &mia, &id, "eve", "member").await;
    let demotion = json!({ "memberId": mia_id, "role": "admin", "organizationId": id });
    ada.post("/organization/update-member-role", demotion).await.expect(200);
    let bob = person(&app, "bob").await;
    let refused = bob.post(ACCEPT, json!({ "invitationId": as_owner })).await;
    refused.expect_error(400, "INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION");
    accept(&person(&app, "eve").await, &as_member).await;
}
