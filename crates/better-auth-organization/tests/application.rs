//! Options that can not work, hooks of the application, actions without HTTP, deleted accounts.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use better_auth_core::access::Role;
use better_auth_core::auth::{BuildError, OnStart};
use better_auth_core::{ApiError, BetterAuth, User, error_codes};
use better_auth_diesel::DieselAdapter;
use better_auth_diesel::testing::TempDatabase;
use better_auth_organization::{
    Change, OrganizationHooks, OrganizationOptions, OrganizationPlugin, SoleOwner, kinds,
};
use serde_json::{Value, json};

use crate::{accept, active, app, app_with, create, invite, joined, owner, person, text};

better_auth_core::statements! {
    /// Invoices.
    invoice {
        /// Reads one.
        Read = "read",
    }
}

error_codes! {
    /// The application wants it otherwise.
    NOT_TODAY = CONFLICT, "Not today";
}

async fn refusal(options: OrganizationOptions) -> Option<(&'static str, String)> {
    let database = TempDatabase::create_file().unwrap();
    let adapter = DieselAdapter::connect(database.url()).await.unwrap();
    let built = BetterAuth::builder(adapter)
        .secret("0123456789abcdefghijklmnopqrstuvwxyz-test-secret")
        .base_url("http://localhost:3000")
        .plugin(OrganizationPlugin::with(options))
        .on_start(OnStart::Nothing)
        .build()
        .await;
    match built {
        Err(BuildError::Config(error)) => Some((error.setting, error.to_string())),
        _ => None,
    }
}

#[tokio::test]
async fn a_role_with_an_action_that_nobody_declared_is_refused_at_start_by_name() {
    let role = || Role::new("clerk").can(invoice::Read);
    let (setting, words) = refusal(OrganizationOptions::default().role(role())).await.unwrap();
    assert_eq!(setting, "organization.role");
    assert!(words.contains("clerk") && words.contains("invoice:read"), "{words}");
    let declared = OrganizationOptions::default().statements(invoice::ALL).role(role());
    assert_eq!(refusal(declared).await, None);
    let nameless = OrganizationOptions::default().role(Role::new("a,b"));
    assert_eq!(refusal(nameless).await.unwrap().0, "organization.role");
    let page = OrganizationOptions::default().invitation_page("/welcome");
    assert_eq!(refusal(page).await.unwrap().0, "organization.invitation_page");
}

#[tokio::test]
async fn an_owner_may_everything_that_the_application_declares() {
    let options = OrganizationOptions::default().statements(invoice::ALL).role(Role::new("owner"));
    let app = app_with(options).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (mia, _) = joined(&app, &ada, &id, "mia", "admin").await;
    let asked = json!({ "permissions": { "invoice": ["read"], "organization": ["delete"] } });
    let ask = async |browser: &better_auth_test::Browser| {
        let answer = browser.post("/organization/has-permission", asked.clone()).await;
        answer.expect(200).json()["success"].clone()
    };
    assert_eq!((ask(&ada).await, ask(&mia).await), (json!(true), json!(false)));
}

/// Writes down what it hears, and refuses what it was told to.
#[derive(Debug, Clone, Default)]
struct Notes(Arc<Mutex<(Vec<String>, Option<&'static str>)>>);

impl Notes {
    fn refuse(&self, word: Option<&'static str>) {
        self.0.lock().unwrap().1 = word;
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().0)
    }
}

fn word(change: &Change<'_>) -> &'static str {
    match change {
        Change::CreateOrganization { .. } => "create",
        Change::UpdateOrganization { .. } => "update",
        Change::DeleteOrganization { .. } => "delete",
        Change::AddMember { .. } => "add",
        Change::RemoveMember { .. } => "remove",
        Change::ChangeRoles { .. } => "roles",
        Change::Invite { .. } => "invite",
        Change::AcceptInvitation { .. } => "accept",
        Change::RejectInvitation { .. } => "reject",
        Change::CancelInvitation { .. } => "cancel",
        _ => "more",
    }
}

#[async_trait]
impl OrganizationHooks for Notes {
    async fn before(&self, change: &Change<'_>, by: Option<&User>) -> Result<(), ApiError> {
        let mut notes = self.0.lock().unwrap();
        notes.0.push(format!("{} {}", word(change), by.map_or("server", |by| &by.name)));
        if notes.1 == Some(word(change)) { Err(NOT_TODAY.into()) } else { Ok(()) }
    }

    async fn after(&self, change: &Change<'_>, _by: Option<&User>) {
        self.0.lock().unwrap().0.push(format!("{}!", word(change)));
    }
}

#[tokio::test]
async fn the_application_is_asked_before_and_told_after_each_change_and_each_is_an_event() {
    let notes = Notes::default();
    let app = app_with(OrganizationOptions::default().hooks(notes.clone())).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let bob = person(&app, "bob").await;
    let first = invite(&app, &ada, &id, "bob", "member").await;
    let reject = json!({ "invitationId": first });
    bob.post("/organization/reject-invitation", reject).await.expect(200);
    let second = invite(&app, &ada, &id, "bob", "member").await;
    let cancel = json!({ "invitationId": second });
    ada.post("/organization/cancel-invitation", cancel).await.expect(200);
    let third = invite(&app, &ada, &id, "bob", "member").await;
    let member = text(&accept(&bob, &third).await["member"]["id"]);
    let roles = json!({ "memberId": member, "role": "admin" });
    ada.post("/organization/update-member-role", roles).await.expect(200);
    bob.post("/organization/leave", json!({ "organizationId": id })).await.expect(200);
    let update = json!({ "data": { "name": "B" } });
    ada.post("/organization/update", update).await.expect(200);
    ada.post("/organization/delete", json!({ "organizationId": id })).await.expect(200);
    let heard = notes.take().join(", ");
    let told = app.observed().all();
    let told: Vec<_> = told.iter().map(|event| event.kind.as_str()).collect();
    let told: Vec<_> = told
        .into_iter()
        .filter(|kind| {
            ["organization", "member", "invitation"].iter().any(|it| kind.starts_with(it))
        })
        .collect();
    assert_eq!(
        told,
        [
            kinds::ORGANIZATION_CREATED,
            kinds::INVITATION_CREATED,
            kinds::INVITATION_REJECTED,
            kinds::INVITATION_CREATED,
            kinds::INVITATION_CANCELED,
            kinds::INVITATION_CREATED,
            kinds::INVITATION_ACCEPTED,
            kinds::MEMBER_ROLE_CHANGED,
            kinds::MEMBER_LEFT,
            kinds::ORGANIZATION_UPDATED,
            kinds::ORGANIZATION_DELETED,
        ]
        .map(|kind| kind.as_str())
    );
    assert_eq!(
        heard,
        "create ada, create!, invite ada, invite!, reject bob, reject!, invite ada, invite!, \
         cancel ada, cancel!, invite ada, invite!, accept bob, accept!, roles ada, roles!, \
         remove bob, remove!, update ada, update!, delete ada, delete!"
    );
}

#[tokio::test]
async fn what_the_application_refuses_does_not_happen() {
    let notes = Notes::default();
    let app = app_with(OrganizationOptions::default().hooks(notes.clone())).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, member) = joined(&app, &ada, &id, "bob", "member").await;
    let eve = person(&app, "eve").await;
    let invitation = invite(&app, &ada, &id, "eve", "member").await;
    let it = json!({ "invitationId": invitation });
    notes.take();
    for (word, browser, path, body) in [
        ("create", &ada, "create", json!({ "name": "B", "slug": "b" })),
        ("update", &ada, "update", json!({ "data": { "name": "B" } })),
        ("delete", &ada, "delete", json!({ "organizationId": id })),
        ("remove", &ada, "remove-member", json!({ "memberIdOrEmail": member })),
        ("remove", &bob, "leave", json!({ "organizationId": id })),
        ("roles", &ada, "update-member-role", json!({ "memberId": member, "role": "admin" })),
        ("invite", &ada, "invite-member", json!({ "email": "x@example.com", "role": "member" })),
        ("accept", &eve, "accept-invitation", it.clone()),
        ("reject", &eve, "reject-invitation", it.clone()),
        ("cancel", &ada, "cancel-invitation", it.clone()),
    ] {
        notes.refuse(Some(word));
        let refused = browser.post(&format!("/organization/{path}"), body).await;
        refused.expect_error(409, "NOT_TODAY");
        assert!(!notes.take().contains(&format!("{word}!")));
    }
    assert_eq!(app.count("organizations WHERE name = 'ACME'").await, 1);
    assert_eq!(app.count("members WHERE role = 'member'").await, 1);
    assert_eq!(app.count("invitations WHERE status = 'pending'").await, 1);
}

#[tokio::test]
async fn server_code_adds_a_member_without_an_invitation() {
    let app = app_with(OrganizationOptions::default().max_members(2)).await;
    let (_, id) = owner(&app, "ada", "acme").await;
    let service = app.site().plugin::<OrganizationPlugin>().unwrap();
    let organization = id.parse().unwrap();
    let user = async |name: &str| {
        let (_, made) = app.sign_up(name).await;
        text(&made["user"]["id"]).parse().unwrap()
    };
    let (bob, eve) = (user("bob").await, user("eve").await);
    let roles = |text: &str| text.parse().unwrap();
    let code = |refused: Result<_, ApiError>| refused.map(|_| ()).unwrap_err().code();
    let unknown = service.add_member(&organization, &bob, roles("boss")).await;
    assert_eq!(code(unknown), "ROLE_NOT_FOUND");
    service.add_member(&organization, &bob, roles("admin")).await.unwrap();
    let again = service.add_member(&organization, &bob, roles("admin")).await;
    assert_eq!(code(again), "ORGANIZATION_MEMBERSHIP_LIMIT_REACHED");
    let full = service.add_member(&organization, &eve, roles("member")).await;
    assert_eq!(code(full), "ORGANIZATION_MEMBERSHIP_LIMIT_REACHED");
    assert_eq!(app.observed().of_kind(kinds::MEMBER_ADDED).len(), 1);
}

#[tokio::test]
async fn who_alone_owns_an_organization_hands_it_over_before_the_account_goes() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let refused = ada.post("/delete-user", json!({})).await;
    refused.expect_error(400, "YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION");
    assert_eq!(app.count("members").await, 1);
    joined(&app, &ada, &id, "bob", "owner").await;
    ada.post("/delete-user", json!({})).await.expect(200);
    assert_eq!((app.count("members").await, app.count("organizations").await), (1, 1));
}

#[tokio::test]
async fn organizations_may_be_handed_over_by_themselves() {
    let app = app_with(OrganizationOptions::default().sole_owner(SoleOwner::HandOver)).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    create(&ada, "alone").await;
    for (name, role) in [("bob", "member"), ("mia", "member,admin"), ("eve", "admin")] {
        app.clock().advance(std::time::Duration::from_secs(1));
        joined(&app, &ada, &id, name, role).await;
    }
    ada.post("/delete-user", json!({})).await.expect(200);
    let heirs = "members m JOIN users u ON u.id = m.user_id WHERE m.is_owner";
    assert_eq!(app.count(heirs).await, 1);
    let mia = format!("{heirs} AND u.name = 'mia' AND m.role = 'owner,member,admin'");
    assert_eq!(app.count(&mia).await, 1);
    assert_eq!(app.count("organizations").await, 1);
    let handed = app.observed().of_kind(kinds::ORGANIZATION_HANDED_OVER);
    assert_eq!((handed.len(), handed[0].subject.is_some()), (1, true));
}

#[tokio::test]
async fn the_session_shows_the_organization_only_while_the_plugin_is_on() {
    let app = app().await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    let session = ada.get("/get-session").await.expect(200).json();
    assert_eq!(session["session"].get("activeTeamId"), None);
    assert_ne!(active(&ada).await, Value::Null);
    let app = app.restart(|builder| {
        builder
            .plugin(better_auth_email_password::EmailPasswordPlugin::new())
            .plugin(better_auth_account::SessionManagementPlugin::new())
    });
    let (ada, _) = app.await.sign_in("ada").await;
    let session = ada.get("/get-session").await.expect(200).json();
    assert_eq!(session["session"].get("activeOrganizationId"), None);
}

#[tokio::test]
async fn every_column_that_names_a_user_goes_with_the_user() {
    assert_eq!(app().await.user_columns_without_cascade().await, Vec::<String>::new());
}

#[tokio::test]
async fn each_change_is_a_row_of_the_audit_log() {
    let with_audit = |builder| {
        crate::with(OrganizationOptions::default())(builder)
            .plugin(better_auth_audit::AuditPlugin::new())
    };
    let app = better_auth_test::TestApp::build(with_audit).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, member) = joined(&app, &ada, &id, "bob", "member").await;
    let body = json!({ "memberId": member, "role": "admin" });
    ada.post("/organization/update-member-role", body).await.expect(200);
    let withdrawn = invite(&app, &ada, &id, "eve", "member").await;
    let body = json!({ "invitationId": withdrawn });
    ada.post("/organization/cancel-invitation", body.clone()).await.expect(200);
    ada.post("/organization/cancel-invitation", body)
        .await
        .expect_error(400, "INVITATION_NOT_FOUND");
    bob.post("/organization/leave", json!({ "organizationId": id })).await.expect(200);
    ada.post("/organization/update", json!({ "data": { "name": "B" } })).await.expect(200);
    ada.post("/organization/delete", json!({ "organizationId": id })).await.expect(200);
    for (kind, rows) in [
        (kinds::ORGANIZATION_CREATED, 1),
        (kinds::INVITATION_CREATED, 2),
        (kinds::INVITATION_ACCEPTED, 1),
        (kinds::MEMBER_ROLE_CHANGED, 1),
        (kinds::INVITATION_CANCELED, 1),
        (kinds::MEMBER_LEFT, 1),
        (kinds::ORGANIZATION_UPDATED, 1),
        (kinds::ORGANIZATION_DELETED, 1),
    ] {
        let found =
            app.count(&format!("audit_events WHERE kind = '{kind}' AND object_id = '{id}'")).await;
        assert_eq!(found, rows, "{kind}");
    }
}
