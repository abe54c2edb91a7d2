//! Every role against every route that asks for a right: one table.

use better_auth_core::access::{Permissions, Role};
use better_auth_organization::{OrganizationOptions, permission};
use better_auth_test::{Browser, TestApp, TestResponse};
use serde_json::{Value, json};

use crate::{app_with, invite, joined, owner, person, text};

/// The roles of the table: those that every application has, one of the application's own with
/// each right by itself, and one with none.
const ROLES: [&str; 11] = [
    "owner",
    "admin",
    "member",
    "renamer",
    "deleter",
    "promoter",
    "remover",
    "inviter",
    "canceler",
    "guest",
    "guest,inviter",
];

/// What a route needs, and who may.
const TABLE: [(&str, &[&str]); 8] = [
    ("update", &["owner", "admin", "renamer"]),
    ("delete", &["owner", "deleter"]),
    ("update-member-role", &["owner", "admin", "promoter"]),
    ("remove-member", &["owner", "admin", "remover"]),
    ("invite-member", &["owner", "admin", "inviter", "guest,inviter"]),
    ("list-invitations", &["owner", "admin", "inviter", "guest,inviter"]),
    ("cancel-invitation", &["owner", "admin", "canceler"]),
    ("list-members", &ROLES),
];

fn options() -> OrganizationOptions {
    use permission::{invitation, member, organization};
    OrganizationOptions::default()
        .role(Role::new("renamer").can(organization::Update))
        .role(Role::new("deleter").can(organization::Delete))
        .role(Role::new("promoter").can(member::Update))
        .role(Role::new("remover").can(member::Delete))
        .role(Role::new("inviter").can(invitation::Create))
        .role(Role::new("canceler").can(invitation::Cancel))
        .role(Role::new("guest"))
}

/// An organization with somebody in the role, a guest, and a pending invitation.
struct Scene<'a> {
    app: &'a TestApp,
    actor: Browser,
    id: String,
    guest: String,
    invitation: String,
}

async fn scene<'a>(app: &'a TestApp, number: usize, role: &str) -> Scene<'a> {
    let name = |who: &str| format!("{who}{number}");
    let (ada, id) = owner(app, &name("ada"), &name("acme")).await;
    let (actor, _) = joined(app, &ada, &id, &name("actor"), role).await;
    let (_, guest) = joined(app, &ada, &id, &name("guest"), "guest").await;
    let invitation = invite(app, &ada, &id, &name("bob"), "guest").await;
    Scene { app, actor, id, guest, invitation }
}

impl Scene<'_> {
    async fn ask(&self, route: &str) -> TestResponse {
        let body = match route {
            "update" => json!({ "data": { "name": "New" } }),
            "delete" => json!({ "organizationId": self.id }),
            "update-member-role" => json!({ "memberId": self.guest, "role": "guest" }),
            "remove-member" => json!({ "memberIdOrEmail": self.guest }),
            "invite-member" => json!({ "email": "new@example.com", "role": "guest" }),
            "cancel-invitation" => json!({ "invitationId": self.invitation }),
            _ => return self.actor.get(&format!("/organization/{route}")).await,
        };
        let answer = self.actor.post(&format!("/organization/{route}"), body).await;
        self.app.mailbox().take_all();
        answer
    }
}

#[tokio::test]
async fn every_role_may_what_the_table_says_and_nothing_else() {
    let app = app_with(options()).await;
    let mut scenes = 0..;
    for role in ROLES {
        for (route, allowed) in TABLE {
            let scene = scene(&app, scenes.next().unwrap(), role).await;
            let answer = scene.ask(route).await;
            if allowed.contains(&role) {
                assert_eq!(answer.status, 200, "{role} {route}: {}", answer.text());
            } else {
                assert!(
                    matches!(answer.status.as_u16(), 401 | 403),
                    "{role} {route}: {}",
                    answer.text()
                );
                assert!(text(&answer.json()["code"]).starts_with("YOU_ARE_NOT_ALLOWED_TO_"));
            }
        }
    }
}

#[tokio::test]
async fn has_permission_says_of_every_action_what_the_roles_say() {
    let app = app_with(options()).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let all: Permissions = permission::all().copied().collect();
    let admin = permission::admin();
    let member = permission::member();
    for role in ["owner", "admin", "member", "guest"] {
        let actor = match role {
            "owner" => ada.clone(),
            _ => joined(&app, &ada, &id, role, role).await.0,
        };
        for (resource, action) in all.iter() {
            let expected = match role {
                "owner" => true,
                "admin" => admin.permissions().allows_named(resource, action),
                "member" => member.permissions().allows_named(resource, action),
                _ => false,
            };
            let asked = json!({ "permissions": { resource: [action] } });
            let answer = actor.post("/organization/has-permission", asked).await.expect(200);
            let expected = json!({ "error": null, "success": expected });
            assert_eq!(answer.json(), expected, "{role} {resource}:{action}");
        }
    }
}

async fn may(browser: &Browser, permissions: Value) -> bool {
    let body = json!({ "permissions": permissions });
    let answer = browser.post("/organization/has-permission", body).await.expect(200).json();
    answer["success"] == true
}

#[tokio::test]
async fn a_question_about_nothing_or_the_unknown_is_answered_with_no() {
    let app = app_with(options()).await;
    let (ada, _) = owner(&app, "ada", "acme").await;
    assert!(may(&ada, json!({ "member": ["create", "delete"], "ac": ["read"] })).await);
    for asked in [
        json!({}),
        json!({ "member": [] }),
        json!({ "member": ["create"], "ac": [] }),
        json!({ "member": ["create", "fly"] }),
        json!({ "rocket": ["start"] }),
    ] {
        assert!(!may(&ada, asked.clone()).await, "{asked}");
    }
    let old = json!({ "permission": { "member": ["create"] } });
    let answer = ada.post("/organization/has-permission", old).await.expect(200);
    assert_eq!(answer.json()["success"], false);
    let nowhere = person(&app, "eve").await;
    let asked = json!({ "permissions": { "ac": ["read"] } });
    let refused = nowhere.post("/organization/has-permission", asked).await;
    refused.expect_error(400, "NO_ACTIVE_ORGANIZATION");
}

#[tokio::test]
async fn nobody_grants_or_takes_away_what_they_have_not() {
    let app =
        app_with(options().role(Role::new("clerk").can(permission::invitation::Create))).await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (inviter, _) = joined(&app, &ada, &id, "ivy", "inviter").await;
    let (promoter, own) = joined(&app, &ada, &id, "pia", "promoter").await;
    let (_, admin) = joined(&app, &ada, &id, "mia", "admin").await;
    let (_, guest) = joined(&app, &ada, &id, "gus", "guest").await;
    for (role, allowed) in
        [("guest", true), ("clerk", true), ("member", false), ("guest,admin", false)]
    {
        let email = format!("{}@example.com", role.replace(',', "-"));
        let body = json!({ "email": email, "role": role });
        let answer = inviter.post("/organization/invite-member", body).await;
        if allowed {
            answer.expect(200);
            app.mailbox().take_to(&email);
        } else {
            answer.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE");
        }
    }
    let forbidden = "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER";
    for (target, role) in [(&guest, "admin"), (&own, "admin"), (&admin, "guest")] {
        let body = json!({ "memberId": target, "role": role });
        promoter.post("/organization/update-member-role", body).await.expect_error(403, forbidden);
    }
    let body = json!({ "memberId": guest, "role": "promoter" });
    promoter.post("/organization/update-member-role", body).await.expect(200);
}
