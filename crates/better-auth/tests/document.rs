//! The OpenAPI document says what is mounted, all of it and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use better_auth::core::fields::Field;
use better_auth_test::TestApp;
use http::Method;
use serde_json::Value;

use crate::everything;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every route of the default features. Whoever adds one adds it here.
const ROUTES: &str = "
POST /change-email
POST /change-password
POST /delete-user
GET  /delete-user/callback
GET  /error
POST /forget-password
GET  /get-session
POST /get-session
POST /is-username-available
GET  /list-accounts
GET  /list-sessions
GET  /ok
GET  /open-api/generate-schema
GET  /reference
GET  /reference/openapi.json
POST /request-password-reset
POST /reset-password
GET  /reset-password/{token}
POST /revoke-other-sessions
POST /revoke-session
POST /revoke-sessions
POST /send-verification-email
POST /set-password
POST /sign-in/email
POST /sign-in/username
POST /sign-out
POST /sign-up/email
POST /unlink-account
POST /update-session
POST /update-user
GET  /verify-email
POST /verify-password
";

/// Every route of the feature `oauth`.
const OAUTH_ROUTES: &str = "
GET  /account-info
GET  /callback/{provider}
POST /callback/{provider}
POST /get-access-token
POST /link-social
POST /refresh-token
POST /sign-in/social
";

/// Every route of the feature `admin`.
const ADMIN_ROUTES: &str = "
POST /admin/ban-user
POST /admin/create-user
GET  /admin/get-user
POST /admin/has-permission
POST /admin/impersonate-user
POST /admin/list-user-sessions
GET  /admin/list-users
POST /admin/remove-user
POST /admin/revoke-user-session
POST /admin/revoke-user-sessions
POST /admin/set-role
POST /admin/set-user-password
POST /admin/stop-impersonating
POST /admin/unban-user
POST /admin/update-user
";

/// Every route of the feature `organization`.
const ORGANIZATION_ROUTES: &str = "
POST /organization/accept-invitation
POST /organization/add-team-member
POST /organization/cancel-invitation
POST /organization/check-slug
POST /organization/create
POST /organization/create-role
POST /organization/create-team
POST /organization/delete
POST /organization/delete-role
GET  /organization/get-active-member
GET  /organization/get-active-member-role
GET  /organization/get-full-organization
GET  /organization/get-invitation
GET  /organization/get-organization
GET  /organization/get-role
POST /organization/has-permission
POST /organization/invite-member
POST /organization/leave
GET  /organization/list
GET  /organization/list-invitations
GET  /organization/list-members
GET  /organization/list-roles
GET  /organization/list-team-members
GET  /organization/list-teams
GET  /organization/list-user-invitations
GET  /organization/list-user-teams
POST /organization/reject-invitation
POST /organization/remove-member
POST /organization/remove-team
POST /organization/remove-team-member
POST /organization/set-active
POST /organization/set-active-team
POST /organization/update
POST /organization/update-member-role
POST /organization/update-role
POST /organization/update-team
";

/// Every route of the feature `api-key`.
const API_KEY_ROUTES: &str = "
POST /api-key/create
POST /api-key/delete
GET  /api-key/get
GET  /api-key/list
POST /api-key/rotate
POST /api-key/update
";

/// Every route of the feature `passkey`.
const PASSKEY_ROUTES: &str = "
POST /passkey/delete-passkey
GET  /passkey/generate-authenticate-options
POST /passkey/generate-authenticate-options
GET  /passkey/generate-register-options
GET  /passkey/list-user-passkeys
POST /passkey/update-passkey
POST /passkey/verify-authentication
POST /passkey/verify-registration
";

/// Every route of the feature `two-factor`.
const TWO_FACTOR_ROUTES: &str = "
POST /two-factor/disable
POST /two-factor/enable
POST /two-factor/generate-backup-codes
POST /two-factor/get-totp-uri
GET  /two-factor/list-trusted-devices
POST /two-factor/revoke-trusted-device
POST /two-factor/send-otp
POST /two-factor/verify-backup-code
POST /two-factor/verify-otp
POST /two-factor/verify-totp
";

/// What is to be mounted, in the order of the document: by path, then by method.
fn expected() -> Vec<&'static str> {
    let features = [
        (true, ROUTES),
        (cfg!(feature = "oauth"), OAUTH_ROUTES),
        (cfg!(feature = "admin"), ADMIN_ROUTES),
        (cfg!(feature = "organization"), ORGANIZATION_ROUTES),
        (cfg!(feature = "api-key"), API_KEY_ROUTES),
        (cfg!(feature = "passkey"), PASSKEY_ROUTES),
        (cfg!(feature = "two-factor"), TWO_FACTOR_ROUTES),
    ];
    let lists = features.into_iter().filter_map(|(on, list)| on.then_some(list));
    let mut lines: Vec<_> = lists.flat_map(|list| list.trim().lines()).collect();
    lines.sort_by_key(|line| {
        let (method, path) = line.split_at(5);
        (path, method)
    });
    lines
}

async fn document() -> (TestApp, Value) {
    let app = TestApp::build(everything).await;
    let document = app.browser().get("/reference/openapi.json").await.expect(200).json();
    (app, document)
}

/// Path, method, operation.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                found.push((path.clone(), method.to_uppercase(), operation));
            }
        }
    }
    found
}

#[tokio::test]
async fn the_routes_are_these() {
    let (_app, document) = document().await;
    let operations = operations(&document);
    let listed: Vec<_> =
        operations.iter().map(|(path, method, _)| format!("{method:4} {path}")).collect();
    assert_eq!(listed, expected());
}

#[tokio::test]
async fn every_operation_that_is_described_is_mounted() {
    let (app, document) = document().await;
    for (path, method, _) in operations(&document) {
        let method: Method = method.parse().unwrap();
        let answer = app.browser().send(method.clone(), &path, None, Vec::new()).await;
        assert!(!matches!(answer.status.as_u16(), 404 | 405), "{method} {path}");
    }
}

#[tokio::test]
async fn every_route_that_is_mounted_is_described() {
    let (app, document) = document().await;
    let router: axum::Router = app.site().router();
    let shown = format!("{router:?}");
    let mounted: BTreeSet<&str> = shown
        .split('"')
        .filter_map(|text| text.strip_prefix("/auth/"))
        .filter(|path| !path.contains("{*"))
        .collect();
    let described: BTreeSet<&str> =
        document["paths"].as_object().unwrap().keys().map(|path| &path[1..]).collect();
    let files = BTreeSet::from(["reference/app.js", "reference/style.css"]);
    assert_eq!(mounted.len(), described.len() + files.len(), "{mounted:?}");
    assert_eq!(mounted, &described | &files);
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own_a_text_answers_and_says_who_may_call_it() {
    let (_app, document) = document().await;
    let mut ids = BTreeMap::new();
    for (path, method, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        let other = ids.insert(id.to_owned(), path.clone());
        assert!(other.is_none(), "{id}: {path} and {other:?}");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{path}");
        assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{path}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(["200", "302", "303"].iter().any(|good| responses.contains_key(*good)), "{path}");
        for status in ["429", "500"] {
            assert!(responses.contains_key(status), "{method} {path} lacks {status}");
        }
        if let Some(security) = operation.get("security") {
            let named = security.as_array().unwrap().iter().filter_map(Value::as_object);
            for scheme in named.flat_map(|scheme| scheme.keys()) {
                assert!(document["components"]["securitySchemes"][scheme].is_object(), "{scheme}");
            }
            assert!(responses.contains_key("401"), "{method} {path}");
        }
        assert_eq!(operation.get("requestBody").is_some(), responses.contains_key("413"), "{path}");
    }
}

#[tokio::test]
async fn routes_that_ask_for_a_session_say_so() {
    let (app, document) = document().await;
    for (path, method, operation) in operations(&document) {
        let browser = app.browser();
        let (kind, body) = match method.as_str() {
            "GET" => (None, Vec::new()),
            _ => (Some("application/json"), b"{}".to_vec()),
        };
        let answer = browser.send(method.parse().unwrap(), &path, kind, body).await;
        let security = operation.get("security").and_then(Value::as_array);
        let asks =
            security.is_some_and(|list| list.iter().all(|one| one != &serde_json::json!({})));
        assert_eq!(answer.status == 401, asks, "{method} {path}");
    }
}

fn references<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_reference_resolves() {
    let (_app, document) = document().await;
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 5);
    for reference in found {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
    }
}

/// The schemas of an application that declares fields.
async fn schemas_with_fields() -> Value {
    let app = TestApp::build(|builder| {
        everything(builder)
            .user_field(Field::text("phone").max_length(32).required())
            .user_field(Field::one_of("plan", ["free", "pro"]).default("free").read_only())
            .user_field(Field::timestamp("bornAt"))
            .user_field(Field::text("note").hidden())
            .session_field(Field::text("theme"))
            .session_field(Field::boolean("trusted").read_only())
    })
    .await;
    let document = app.browser().get("/reference/openapi.json").await.expect(200).json();
    document["components"]["schemas"].clone()
}

fn has(schema: &Value, field: &str) -> bool {
    schema["properties"].get(field).is_some()
}

fn requires(schema: &Value, field: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|name| name == field))
}

#[tokio::test]
async fn declared_fields_are_described_where_they_are_sent_and_shown() {
    let schemas = schemas_with_fields().await;
    let [user, sign_up] = [&schemas["User"], &schemas["SignUpEmailRequest"]];
    let [update, session] = [&schemas["UpdateUserRequest"], &schemas["Session"]];
    for schema in [user, sign_up, update] {
        assert!(has(schema, "phone") && has(schema, "bornAt") && has(schema, "name"), "{schema}");
        assert_eq!(schema["properties"]["phone"]["maxLength"], 32);
        assert_eq!(schema["properties"]["bornAt"]["format"], "date-time");
    }
    assert!(has(user, "plan") && !has(sign_up, "plan") && !has(update, "plan"));
    assert_eq!(user["properties"]["plan"]["default"], "free");
    assert!(!has(user, "note") && has(sign_up, "note") && has(update, "note"));
    assert!(requires(user, "phone") && requires(sign_up, "phone") && !requires(update, "phone"));
    assert!(requires(user, "id") && requires(sign_up, "password"));
    assert!(has(session, "theme") && has(session, "trusted") && !has(session, "phone"));
    let update = &schemas["UpdateSessionRequest"];
    assert!(has(update, "theme") && !has(update, "trusted"), "{update}");
}

#[tokio::test]
async fn what_stands_for_declared_fields_is_not_in_the_document() {
    let (_app, document) = document().await;
    let text = document.to_string();
    for marker in ["AdditionalUserFields", "NewUserFields", "UserFieldChanges", "FieldChanges"] {
        assert!(!text.contains(marker), "{marker}");
    }
    let user = &document["components"]["schemas"]["User"];
    assert!(user.get("allOf").is_none() && has(user, "email"), "{user}");
    assert!(user["description"].as_str().is_some_and(|text| !text.is_empty()), "{user}");
}
