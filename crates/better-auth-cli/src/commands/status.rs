use better_auth::core::migration::Migrator;
use better_auth::diesel::Census;
use serde_json::{Value, json};

use crate::application::{Application, Need};
use crate::arguments::Common;
use crate::cli::Cli;
use crate::commands::migrate::names;
use crate::failure::Failure;
use crate::report::Report;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth status
  better-auth status --json | jq .counts.waitingMails

Answer with --json; the counts are null where a core migration is pending:
  {\"ok\":true,
   \"database\":{\"kind\":\"SQLite\",\"reachable\":true},
   \"migrations\":{\"applied\":[\"core/0001_create\"],\"pending\":[]},
   \"counts\":{\"users\":2,\"sessions\":3,\"expiredSessions\":0,\"waitingMails\":1,\"deadMails\":0}}

A database that does not answer is an error with the code DATABASE_UNREACHABLE.";

pub(crate) async fn run(cli: &Cli, common: &Common) -> Result<Report, Failure> {
    let application = Application::open(cli, common, Need::AnyTables).await?;
    let (adapter, site) = (&application.adapter, &application.site);
    let kind = adapter.backend().to_string();
    let applied = names(&adapter.applied_migrations().await?);
    let pending = names(&site.missing_migrations().await?);
    let census = if pending.iter().any(|name| name.starts_with("core/")) {
        None
    } else {
        Some(adapter.census(site.auth().now()).await?)
    };
    let text = format!(
        "database    {kind}, answers\nmigrations  {} applied, {}\n{}",
        applied.len(),
        said(&pending),
        census.map_or_else(|| "tables      none yet\n".to_owned(), counted),
    );
    let fields = json!({
        "database": { "kind": kind, "reachable": true },
        "migrations": { "applied": applied, "pending": pending },
        "counts": census.map(fields),
    });
    Ok(Report::new(fields, text))
}

fn said(pending: &[String]) -> String {
    match pending.len() {
        0 => "none pending".to_owned(),
        count => format!("{count} pending: {}", pending.join(", ")),
    }
}

fn counted(census: Census) -> String {
    format!(
        "users       {}\nsessions    {} live, {} expired\nmails       {} waiting, {} given up\n",
        census.users,
        census.sessions,
        census.expired_sessions,
        census.waiting_mails,
        census.dead_mails
    )
}

fn fields(census: Census) -> Value {
    json!({
        "users": census.users,
        "sessions": census.sessions,
        "expiredSessions": census.expired_sessions,
        "waitingMails": census.waiting_mails,
        "deadMails": census.dead_mails,
    })
}
