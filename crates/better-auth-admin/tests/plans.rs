//! How PostgreSQL answers a list of users when there are many: by indexes, whatever is asked. Needs
//! `TEST_DATABASE_URL` to name a PostgreSQL server; elsewhere there is nothing to see.

use std::sync::{Mutex, PoisonError};

use better_auth_admin::AdminPlugin;
use better_auth_diesel::{Backend, ConnectOptions, DieselAdapter, with_conn};
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_test::{Browser, TestApp};
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use diesel_async::SimpleAsyncConnection;

/// Every statement that went to the database, with its values.
static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn statements() -> Vec<String> {
    std::mem::take(&mut *STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner))
}

struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner).push(query.to_string());
        }
    }
}

/// Many users, and few who are something else than most.
const CROWD: [&str; 2] = [
    "INSERT INTO users (id, name, email, email_verified, two_factor_enabled, role, banned, \
     credential_version, created_at, updated_at) SELECT md5('u' || n), initcap(md5(n::text)) || n, \
     md5('e' || n) || '@x.example', n % 1000 <> 7, FALSE, CASE n % 1000 WHEN 1 THEN 'support' \
     WHEN 2 THEN 'sales,support' ELSE 'user' END, n % 1000 = 3, 0, \
     timestamp '2020-01-01' + n * interval '1 minute', \
     timestamp '2020-01-01' + n * 7 % 100000 * interval '1 minute' FROM generate_series(1, 100000) n",
    "VACUUM ANALYZE users",
];

/// Of each field of the wire, and of each operator, one.
const QUESTIONS: [&str; 45] = [
    "",
    "sortDirection=desc",
    "sortBy=updatedAt",
    "sortBy=name",
    "sortBy=name&sortDirection=desc",
    "sortBy=email",
    "sortBy=role",
    "sortBy=role&sortDirection=desc",
    "sortBy=id&sortDirection=desc",
    "searchValue=5f93",
    "searchValue=nobody.at.all",
    "searchValue=7ed21b04c0dcde1c638e5c8480ad0026@x.example",
    "searchValue=5f93&sortBy=name",
    "searchValue=5f93&searchOperator=starts_with",
    "searchValue=a.example&searchOperator=ends_with",
    "searchField=name&searchValue=c4ca",
    "searchField=name&searchValue=C4CA&searchOperator=starts_with",
    "searchField=name&searchValue=4321&searchOperator=ends_with",
    "filterField=id&filterValue=5",
    "filterField=id&filterOperator=ne&filterValue=5",
    "filterField=id&filterOperator=in&filterValue=5,6",
    "filterField=id&filterOperator=gt&filterValue=ff",
    "filterField=name&filterValue=Ada",
    "filterField=name&filterOperator=in&filterValue=Ada,Bob",
    "filterField=name&filterOperator=not_in&filterValue=Ada,Bob",
    "filterField=name&filterOperator=lt&filterValue=0001",
    "filterField=name&filterOperator=contains&filterValue=C4CA",
    "filterField=name&filterOperator=starts_with&filterValue=c4ca",
    "filterField=name&filterOperator=ends_with&filterValue=4321",
    "filterField=email&filterValue=ada@example.com",
    "filterField=email&filterOperator=contains&filterValue=c4ca",
    "filterField=email&filterOperator=starts_with&filterValue=c4ca",
    "filterField=email&filterOperator=ends_with&filterValue=b.example",
    "filterField=role&filterValue=support",
    "filterField=role&filterValue=nobody",
    "filterField=role&filterOperator=ne&filterValue=user",
    "filterField=role&filterOperator=not_in&filterValue=user,support",
    "filterField=role&filterOperator=contains&filterValue=support",
    "filterField=role&filterOperator=ends_with&filterValue=port",
    "filterField=banned&filterValue=true",
    "filterField=banned&filterValue=true&sortBy=name",
    "filterField=emailVerified&filterOperator=ne&filterValue=true",
    "filterField=createdAt&filterOperator=lt&filterValue=2020-01-01T00:30:00Z",
    "filterField=updatedAt&filterOperator=gte&filterValue=2020-03-10T10:00:00Z",
    "filterField=createdAt&filterValue=2020-01-01T00:30:00Z&sortBy=email",
];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    plan: String,
}

/// The values of a statement as texts that PostgreSQL reads: what Rust shows of a list is nearly
/// that, but for its brackets and quotes.
fn values(shown: &str) -> Vec<String> {
    let (mut values, mut value, mut depth, mut quoted) = (Vec::new(), String::new(), 0, false);
    for c in shown.trim().strip_prefix('[').unwrap_or_default().chars() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted && depth == 0 => break,
            ']' if !quoted => depth -= 1,
            _ => {}
        }
        match c {
            ',' if !quoted && depth == 0 => values.push(std::mem::take(&mut value)),
            '[' if !quoted => value.push('{'),
            ']' if !quoted => value.push('}'),
            '"' if depth == 0 => {}
            c => value.push(c),
        }
    }
    values.push(value);
    values.into_iter().map(|value| value.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

/// The plan that PostgreSQL makes for these values.
async fn plan(adapter: &DieselAdapter, statement: &str) -> String {
    // Elsewhere it would give every value an `execute`.
    use diesel_async::RunQueryDsl;

    let (sql, shown) = statement.split_once(" -- binds: ").unwrap_or((statement, "[]"));
    let values: Vec<String> = values(shown).iter().map(|value| format!("'{value}'")).collect();
    let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    let prepare = format!("SET plan_cache_mode = force_custom_plan; PREPARE it AS {sql}");
    let lines: Vec<Line> = with_conn!(adapter, write, |conn| {
        conn.batch_execute(&prepare).await?;
        let lines = sql_query(format!("EXPLAIN EXECUTE it{values}")).load(conn).await?;
        conn.batch_execute("DEALLOCATE it; RESET plan_cache_mode").await?;
        Ok(lines)
    })
    .unwrap();
    lines.into_iter().map(|line| line.plan + "\n").collect()
}

/// Whether a plan reads the table from its beginning, other than to count up to a bound.
fn reads_all(plan: &str) -> bool {
    let mut above = "";
    plan.lines().any(|line| {
        let node = line.trim_start_matches([' ', '-', '>']);
        // Without an order: a count or a find, which stops there.
        let bounded = above.starts_with("Limit");
        if line.contains("(cost") {
            above = node;
        }
        node.starts_with("Seq Scan on users") && !bounded
    })
}

/// Whether a plan reads in an index who has the domain of a whole address: that is everybody here.
fn looks_up_domain(plan: &str) -> bool {
    plan.lines()
        .any(|line| line.contains("Index Cond") && line.contains("~~") && line.contains("@x"))
}

async fn check(app: &TestApp, admin: &Browser, question: &str) -> serde_json::Value {
    statements();
    let page =
        admin.get(&format!("/admin/list-users?limit=20&{question}")).await.expect(200).json();
    let mut looked_at = 0;
    for statement in statements() {
        if !statement.contains("users") || statement.contains("sessions") {
            continue;
        }
        let plan = plan(app.adapter(), &statement).await;
        assert!(!reads_all(&plan), "{question}\n{statement}\n{plan}");
        assert!(!looks_up_domain(&plan), "{question}\n{statement}\n{plan}");
        looked_at += 1;
    }
    assert!(looked_at > 0, "{question}");
    page
}

#[tokio::test]
async fn no_question_reads_all_users() {
    set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap();
    let app = TestApp::build(|builder| {
        builder.plugin(EmailPasswordPlugin::new()).plugin(AdminPlugin::new())
    })
    .await;
    if app.adapter().backend() != Backend::Postgres {
        return;
    }
    let (admin, _) = app.sign_up("ada").await;
    app.execute("UPDATE users SET role = 'admin'").await;
    let patient = ConnectOptions::new().operation_timeout(std::time::Duration::from_secs(600));
    let patient = DieselAdapter::connect_with(app.database_url(), patient).await.unwrap();
    for sql in CROWD {
        with_conn!(&patient, write, |conn| {
            conn.batch_execute(sql).await?;
            Ok(())
        })
        .unwrap();
    }
    let admin = admin.leaving_mails();
    for question in QUESTIONS {
        let page = check(&app, &admin, question).await;
        // And the next page.
        if let Some(cursor) = page["nextCursor"].as_str() {
            check(&app, &admin, &format!("{question}&cursor={cursor}")).await;
        }
    }
    assert!(reads_all(&plan(app.adapter(), "SELECT * FROM users WHERE image = 'x'").await));
}
