use better_auth::core::migration::{MigrationName, MigrationSet, Migrator};
use clap::Args;
use serde_json::json;

use crate::application::{Application, Need};
use crate::arguments::Common;
use crate::cli::Cli;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::report::Report;

pub(crate) const EXAMPLES: &str = "\
Examples:
  DATABASE_URL=sqlite://app.db better-auth migrate
  better-auth migrate --dry-run
  better-auth migrate --plugins audit,passkey

Answer with --json:
  {\"ok\":true,\"dryRun\":false,\"applied\":[\"core/0001_create\"],\"pending\":[]}";

/// Runs migrations.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Change nothing; say what would run
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    pub(crate) async fn run(&self, cli: &Cli, common: &Common) -> Result<Report, Failure> {
        let need = if self.dry_run { Need::AnyTables } else { Need::NewTables };
        let application = Application::open(cli, common, need).await?;
        let pending = application.site.missing_migrations().await?;
        let applied = match self.dry_run {
            true => Vec::new(),
            false => apply(&application, &pending).await?,
        };
        let pending = if self.dry_run { pending } else { Vec::new() };
        let text = match (self.dry_run, applied.len(), pending.len()) {
            (true, _, 0) | (false, 0, _) => "nothing to run".to_owned(),
            (true, _, _) => lines("would run", &pending),
            (false, _, _) => lines("ran", &applied),
        };
        let fields = json!({
            "dryRun": self.dry_run,
            "applied": names(&applied),
            "pending": names(&pending),
        });
        Ok(Report::new(fields, text))
    }
}

/// One after the other, so that each can be told. Another instance may run some of them meanwhile;
/// those are not among the answer.
async fn apply(
    application: &Application,
    pending: &[MigrationName],
) -> Result<Vec<MigrationName>, Failure> {
    let mut progress = Progress::new();
    let mut applied = Vec::new();
    for set in application.site.migrations() {
        for migration in set.migrations {
            let name = MigrationName {
                owner: set.owner.to_owned(),
                version: migration.version.to_owned(),
            };
            if !pending.contains(&name) {
                continue;
            }
            progress.say(&format!("running {name}"));
            let one = MigrationSet { migrations: std::slice::from_ref(migration), ..*set };
            applied.extend(application.adapter.migrate_up(&[one]).await?);
        }
    }
    Ok(applied)
}

pub(crate) fn names(names: &[MigrationName]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn lines(verb: &str, names: &[MigrationName]) -> String {
    names.iter().map(|name| format!("{verb} {name}\n")).collect()
}
