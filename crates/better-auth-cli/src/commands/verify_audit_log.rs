use std::path::PathBuf;

use better_auth::audit::{
    AuditError, AuditFlaw, AuditHead, AuditLog, AuditPlugin, AuditProblem, AuditReport,
};
use clap::Args;
use serde_json::{Value, json};

use crate::application::{Application, Need};
use crate::arguments::Common;
use crate::cli::Cli;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::report::Report;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth verify-audit-log
  better-auth verify-audit-log --since-file /mnt/elsewhere/audit.head

Keep the head that it answers where nobody who can write to the database can reach it. The next run
takes it by --since or --since-file, and finds as well that the log was put back or rewritten.

Exit code 0: the log is as it was written. 1: it is not, or could not be read.

Answer with --json; after a problem \"ok\" and \"intact\" are false:
  {\"ok\":true,\"intact\":true,\"rows\":1024,\"erased\":2,\"head\":\"audit1.…\",\"problem\":null}
  \"problem\":{\"row\":7,\"flaw\":\"CHAIN\",\"message\":\"row 7: …\"}

Flaws: NO_HEAD, HEAD, MISSING, SURPLUS, CHAIN, ACTOR, SUBJECT, ERASURE, KEPT_HEAD, ROLLED_BACK, OTHER";

/// Verifies the audit log.
#[derive(Debug, Args)]
pub(crate) struct VerifyAuditLog {
    /// A head that was kept from an earlier run
    #[arg(long, value_name = "HEAD")]
    since: Option<String>,
    /// A file with such a head
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    since_file: Option<PathBuf>,
}

impl VerifyAuditLog {
    pub(crate) async fn run(&self, cli: &Cli, common: &Common) -> Result<Report, Failure> {
        let since = self.since()?;
        let application = Application::open(cli, common, Need::Secret).await?;
        let log = application.site.plugin::<AuditPlugin>().ok_or_else(|| {
            let message = "the database has no audit log: AuditPlugin has never been used on it";
            Failure::refused("NO_AUDIT_LOG", message)
        })?;
        announce(&log).await;
        let report = log.verify(since.as_ref()).await?;
        Ok(answer(&report))
    }

    fn since(&self) -> Result<Option<AuditHead>, Failure> {
        let text = match (&self.since, &self.since_file) {
            (Some(text), _) => text.clone(),
            (None, Some(path)) => std::fs::read_to_string(path).map_err(|error| {
                let message = format!("--since-file: {} can not be read: {error}", path.display());
                Failure::usage("INVALID_SETTING", message)
            })?,
            (None, None) => return Ok(None),
        };
        let head = text.parse().map_err(|error| {
            let message = format!("--since: {error}; give the line that this command answered");
            Failure::usage("INVALID_SETTING", message)
        })?;
        Ok(Some(head))
    }
}

/// How much there is to do. A head that can not be read is what the verification itself finds.
async fn announce(log: &AuditLog) {
    let rows = match log.head().await {
        Ok(head) => head.seq.saturating_sub(head.pruned_seq),
        Err(AuditError::Tampered(_) | _) => return,
    };
    Progress::new().say(&format!("verifying {rows} rows"));
}

fn answer(report: &AuditReport) -> Report {
    let head = report.head.as_ref().map(ToString::to_string);
    let fields = json!({
        "intact": report.is_intact(),
        "rows": report.rows,
        "erased": report.erased,
        "head": head,
        "problem": report.problem.map(problem),
    });
    match report.problem {
        None => {
            let head = head.unwrap_or_default();
            let text =
                format!("intact: {} rows, {} erased parts\n{head}", report.rows, report.erased);
            Report::new(fields, text)
        }
        Some(problem) => {
            let text = format!(
                "the audit log was tampered with: {problem}\n{} rows before it are as they were written",
                report.rows
            );
            Report::new(fields, text).objecting()
        }
    }
}

fn problem(problem: AuditProblem) -> Value {
    json!({ "row": problem.seq, "flaw": flaw(problem.flaw), "message": problem.to_string() })
}

fn flaw(flaw: AuditFlaw) -> &'static str {
    match flaw {
        AuditFlaw::NoHead => "NO_HEAD",
        AuditFlaw::Head => "HEAD",
        AuditFlaw::Missing => "MISSING",
        AuditFlaw::Surplus => "SURPLUS",
        AuditFlaw::Chain => "CHAIN",
        AuditFlaw::Actor => "ACTOR",
        AuditFlaw::Subject => "SUBJECT",
        AuditFlaw::Erasure => "ERASURE",
        AuditFlaw::KeptHead => "KEPT_HEAD",
        AuditFlaw::RolledBack => "ROLLED_BACK",
        _ => "OTHER",
    }
}
