//! How PostgreSQL answers the queries of the store when there is a lot: by indexes. Needs
//! `TEST_DATABASE_URL` to name a PostgreSQL server; elsewhere there is nothing to see.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use better_auth_account::{SessionManagementPlugin, UserManagementPlugin};
use better_auth_diesel::{Backend, DieselAdapter, with_conn};
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_organization::{OrganizationOptions, OrganizationPlugin, SoleOwner};
use better_auth_test::{Browser, TestApp};
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};

/// Every statement that went to the database.
static STATEMENTS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn statements() -> BTreeSet<String> {
    std::mem::take(&mut *STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner))
}

struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let sql = text.split(" -- binds").next().unwrap_or_default().to_owned();
            STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner).insert(sql);
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    plan: String,
}

/// The plan that PostgreSQL makes for any values.
async fn plan(adapter: &DieselAdapter, sql: &str) -> String {
    // Elsewhere it would give every value an `execute`.
    use diesel_async::RunQueryDsl;

    let prepare = format!("SET plan_cache_mode = force_generic_plan; PREPARE it AS {sql}");
    let values = (1..).take_while(|number| sql.contains(&format!("${number}"))).count();
    let values =
        if values == 0 { String::new() } else { format!("({})", vec!["NULL"; values].join(", ")) };
    let lines: Vec<Line> = with_conn!(adapter, write, |conn| {
        conn.batch_execute(&prepare).await?;
        let lines = sql_query(format!("EXPLAIN EXECUTE it{values}")).load(conn).await?;
        conn.batch_execute("DEALLOCATE it; RESET plan_cache_mode").await?;
        Ok(lines)
    })
    .unwrap();
    lines.into_iter().map(|line| line.plan + "\n").collect()
}

const ROWS: [&str; 6] = [
    "INSERT INTO users (id, name, email, email_verified, two_factor_enabled, credential_version, \
     created_at, updated_at) SELECT 'u' || n, 'user', 'u' || n || '@x.example', TRUE, FALSE, 0, \
     now(), now() FROM generate_series(1, 20000) n",
    "INSERT INTO sessions (id, token_hash, user_id, expires_at, created_at, updated_at, \
     remembered, amr, authenticated_at) SELECT 's' || n, 's' || n, 'u' || n, now(), now(), now(), \
     TRUE, 'pwd', now() FROM generate_series(1, 20000) n",
    "INSERT INTO organizations (id, name, slug, created_at, updated_at) \
     SELECT 'o' || n, 'org', 'o' || n, now(), now() FROM generate_series(1, 2000) n",
    "INSERT INTO members (id, organization_id, user_id, role, is_owner, created_at) \
     SELECT 'm' || n, 'o' || (n % 2000 + 1), 'u' || (n / 3 + 1), 'member', n <= 2000, \
     now() - n * interval '1 second' FROM generate_series(1, 50000) n",
    "INSERT INTO invitations (id, organization_id, email, role, status, inviter_id, expires_at, \
     created_at, pending_key) SELECT 'i' || n, 'o' || (n % 2000 + 1), 'i' || n || '@x.example', \
     'member', 'pending', 'u' || (n % 20000 + 1), now(), now(), 'i' || n || '@x.example' \
     FROM generate_series(1, 50000) n",
    "ANALYZE",
];

async fn post(browser: &Browser, path: &str, body: Value) -> Value {
    browser.post(&format!("/organization/{path}"), body).await.expect(200).json()
}

/// Everything that the plugin does, once.
async fn live(app: &TestApp) {
    let sign_up = async |name: &str| {
        let (browser, _) = app.sign_up(name).await;
        app.execute(&format!("UPDATE users SET email_verified = TRUE WHERE name = '{name}'")).await;
        browser
    };
    let (ada, bob) = (sign_up("ada").await, sign_up("bob").await);
    let id = post(&ada, "create", json!({ "name": "A", "slug": "acme" })).await["id"].clone();
    post(&ada, "check-slug", json!({ "slug": "free" })).await;
    post(&ada, "update", json!({ "data": { "name": "B" } })).await;
    post(&ada, "set-active", json!({ "organizationSlug": "acme" })).await;
    let invite = json!({ "email": "bob@example.com", "role": "member", "resend": true });
    post(&ada, "invite-member", invite.clone()).await;
    let invitation = post(&ada, "invite-member", invite.clone()).await["id"].clone();
    let it = json!({ "invitationId": invitation });
    bob.get(&format!("/organization/get-invitation?id={}", invitation.as_str().unwrap())).await;
    for path in ["list-user-invitations", "list"] {
        bob.get(&format!("/organization/{path}")).await.expect(200);
    }
    let accepted = post(&bob, "accept-invitation", it).await;
    for path in [
        "list-members",
        "list-members?sortDirection=desc",
        "list-members?cursor=5.x",
        "list-members?filterField=role&filterValue=owner",
        "get-full-organization",
        "list-invitations",
        "get-active-member",
    ] {
        ada.get(&format!("/organization/{path}")).await.expect(200);
    }
    let member = accepted["member"]["id"].clone();
    let roles = json!({ "memberId": member, "role": "admin" });
    post(&ada, "update-member-role", roles).await;
    post(&ada, "remove-member", json!({ "memberIdOrEmail": "bob@example.com" })).await;
    let again = post(&ada, "invite-member", invite).await["id"].clone();
    post(&ada, "cancel-invitation", json!({ "invitationId": again })).await;
    post(&ada, "delete", json!({ "organizationId": id })).await;
    post(&bob, "create", json!({ "name": "B", "slug": "bobs" })).await;
    bob.post("/delete-user", json!({})).await.expect(200);
    app.mailbox().take_all();
}

#[tokio::test]
async fn no_query_reads_a_whole_table() {
    set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap();
    let app = TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
            .plugin(OrganizationPlugin::with(
                OrganizationOptions::default().sole_owner(SoleOwner::HandOver),
            ))
    })
    .await;
    if app.adapter().backend() != Backend::Postgres {
        return;
    }
    for rows in ROWS {
        app.execute(rows).await;
    }
    statements();
    live(&app).await;
    let own = |sql: &&String| {
        let tables = ["\"members\"", "\"organizations\"", "\"invitations\""];
        !sql.starts_with("INSERT") && tables.iter().any(|table| sql.contains(table))
    };
    let recorded = statements();
    let queries: Vec<_> = recorded.iter().filter(own).collect();
    assert!(queries.len() > 30, "{queries:#?}");
    for sql in queries {
        let plan = plan(app.adapter(), sql).await;
        assert!(!plan.contains("Seq Scan"), "{sql}\n{plan}");
    }
}
