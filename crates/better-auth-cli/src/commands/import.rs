use better_auth_import::{Import as Move, ImportError, Progress as Step, Source};
use clap::Args;
use serde_json::{Value, json};

use crate::application::Application;
use crate::arguments::{Changing, Common};
use crate::cli::Cli;
use crate::failure::{Failure, chain};
use crate::progress::Progress;
use crate::report::Report;
use crate::settings::{self, variable};

pub(crate) const EXAMPLES: &str = "\
Examples:
  export SOURCE_URL=sqlite://old.db SOURCE_SECRET=… DATABASE_URL=sqlite://app.db BETTER_AUTH_SECRET=…
  better-auth migrate
  better-auth import --dry-run
  better-auth import

SOURCE_URL is the database of the npm package, sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME; it is
opened to be read and for nothing else. SOURCE_SECRET is its secret; several stand with commas between
them. It can be run again: what is there stays, and what was removed here stays removed.

Answer with --json: what became of each table, with the ids of rows that were not taken:
  {\"ok\":true,\"dry_run\":false,\"tables\":[{\"table\":\"user\",\"rows\":3,\"taken\":3,…}],\"left\":[],\"notes\":[]}";

/// Takes a database of the npm package over.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Read and check everything, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How many rows are written in one transaction, 1 to 1000
    #[arg(long, default_value_t = 500, value_name = "ROWS", value_parser = clap::value_parser!(u16).range(1..=1000))]
    batch: u16,
    #[command(flatten)]
    changing: Changing,
}

impl Import {
    pub(crate) async fn run(&self, cli: &Cli, common: &Common) -> Result<Report, Failure> {
        let source = source().await?;
        let application = Application::open_to_change(cli, common, &self.changing).await?;
        let auth = application.auth();
        let mut progress = Progress::new();
        let import = Move::new(&auth, &application.adapter, &source)
            .dry_run(self.dry_run)
            .batch(self.batch.into())
            .progress(|Step { table, done, rows }| progress.say(&format!("{table} {done}/{rows}")));
        let report = import.run().await.map_err(failed)?;
        let fields = serde_json::to_value(&report).unwrap_or(Value::Null);
        let fields = if fields.is_object() { fields } else { json!({}) };
        Ok(Report::new(fields, report.to_string()))
    }
}

async fn source() -> Result<Source, Failure> {
    let url = variable("SOURCE_URL").ok_or_else(|| {
        Failure::usage(
            "MISSING_SETTING",
            "SOURCE_URL is not set; give the database of the npm package, as sqlite://old.db or \
             postgres://USER:PASSWORD@HOST/NAME",
        )
    })?;
    let secrets = variable("SOURCE_SECRET").unwrap_or_default();
    let mut source = Source::open(&url).await.map_err(failed)?;
    for secret in settings::listed(&secrets) {
        source = source.secret(secret);
    }
    Ok(source)
}

fn failed(error: ImportError) -> Failure {
    match error {
        ImportError::Config(mut error) => {
            error.setting = match error.setting {
                "source" => "SOURCE_URL",
                "source_secret" => "SOURCE_SECRET",
                other => other,
            };
            Failure::usage("INVALID_SETTING", error.to_string())
        }
        ImportError::Connect(error) => {
            Failure::refused("SOURCE_UNREACHABLE", format!("SOURCE_URL: {}", chain(&error)))
        }
        ImportError::Source(error) => Failure::refused("SOURCE_FAILED", error.to_string()),
        ImportError::Store(error) => error.into(),
        ImportError::Migration(error) => error.into(),
        ImportError::Random(error) => error.into(),
    }
}
