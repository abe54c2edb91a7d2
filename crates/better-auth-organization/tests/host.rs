//! Handlers of the application that ask for the organization, the membership, a right.

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use better_auth_core::Auth;
use better_auth_core::access::{Permission, Role};
use better_auth_organization::{
    ActiveOrganization, Member, OrganizationOptions, OrganizationPlugin, Organizations, Permitted,
    permission,
};
use better_auth_test::{Browser, TestApp, TestResponse};
use http::Request;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{joined, owner, person, with};

better_auth_core::statements! {
    /// Invoices.
    invoice {
        /// Reads one.
        Read = "read",
        /// Writes one.
        Write = "write",
    }
}

#[derive(Clone)]
struct AppState {
    auth: Auth,
    organizations: Organizations,
}

impl FromRef<AppState> for Auth {
    fn from_ref(state: &AppState) -> Self {
        state.auth.clone()
    }
}

impl FromRef<AppState> for Organizations {
    fn from_ref(state: &AppState) -> Self {
        state.organizations.clone()
    }
}

async fn dashboard(active: ActiveOrganization) -> String {
    format!("{} in {}", active.current.user.name, active.organization.name)
}

async fn badge(member: Member) -> String {
    member.roles.to_string()
}

type MayWrite = Permitted<invoice::Write>;

/// Write an invoice.
#[utoipa::path(
    get,
    path = "/invoices",
    responses((status = 200, description = "Written", body = String), MayWrite)
)]
async fn write_invoice(may: MayWrite) -> String {
    format!("{} by {}", invoice::Write::ACTION, may.active.current.user.name)
}

async fn app() -> TestApp {
    let options = OrganizationOptions::default()
        .statements(invoice::ALL)
        .role(permission::admin().can_all(invoice::ALL))
        .role(Role::new("accountant").can(invoice::Read).can(invoice::Write))
        .role(Role::new("clerk").can(invoice::Read));
    TestApp::with_routes(with(options), |site| {
        let organizations = site.plugin::<OrganizationPlugin>().unwrap();
        let state = AppState { auth: site.auth(), organizations };
        let invoices = OpenApiRouter::new().routes(routes!(write_invoice));
        Router::new()
            .route("/", get(dashboard))
            .route("/badge", get(badge))
            .merge(Router::from(invoices))
            .with_state(state)
    })
    .await
}

async fn visit(browser: &Browser, path: &str) -> TestResponse {
    let cookies = browser.cookies();
    let cookies: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::get(path).header("cookie", cookies.join("; "));
    browser.call(request.body(axum::body::Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_handler_takes_the_active_organization_and_the_membership() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "member,clerk").await;
    assert_eq!(visit(&bob, "/").await.expect(200).text(), "bob in ACME");
    assert_eq!(visit(&bob, "/badge").await.expect(200).text(), "member,clerk");
    visit(&app.browser(), "/").await.expect_error(401, "UNAUTHORIZED");
    let eve = person(&app, "eve").await;
    visit(&eve, "/badge").await.expect_error(400, "NO_ACTIVE_ORGANIZATION");
}

#[tokio::test]
async fn who_was_removed_is_out_even_if_the_session_still_works_there() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    let (bob, _) = joined(&app, &ada, &id, "bob", "accountant").await;
    app.execute("DELETE FROM members WHERE role = 'accountant'").await;
    let forbidden = "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION";
    for path in ["/", "/badge", "/invoices"] {
        visit(&bob, path).await.expect_error(403, forbidden);
    }
}

#[tokio::test]
async fn a_handler_says_in_its_signature_what_it_needs() {
    let app = app().await;
    let (ada, id) = owner(&app, "ada", "acme").await;
    assert_eq!(visit(&ada, "/invoices").await.expect(200).text(), "invoice:write by ada");
    for (role, allowed) in [("accountant", true), ("clerk", false), ("member", false)] {
        let (browser, _) = joined(&app, &ada, &id, role, role).await;
        let answer = visit(&browser, "/invoices").await;
        if allowed {
            answer.expect(200);
        } else {
            answer.expect_error(403, "PERMISSION_DENIED");
        }
    }
    visit(&app.browser(), "/invoices").await.expect_error(401, "UNAUTHORIZED");
}

#[test]
fn the_document_shows_the_right_that_a_handler_needs() {
    let router: OpenApiRouter<AppState> = OpenApiRouter::new().routes(routes!(write_invoice));
    let document = serde_json::to_value(router.get_openapi()).unwrap();
    let answer = &document["paths"]["/invoices"]["get"]["responses"]["403"];
    let expected = json!("`PERMISSION_DENIED`: needs the permission `invoice:write`");
    assert_eq!(answer["description"], expected, "{document}");
}
