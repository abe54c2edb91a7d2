use better_auth::core::auth::Swept;
use serde_json::json;

use crate::application::{Application, Need};
use crate::arguments::Common;
use crate::cli::Cli;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::report::Report;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth prune
  0 4 * * *  better-auth prune --json >> /var/log/prune.log

A running application does the same by itself every 10 minutes. Deleted are sessions and tokens that
have expired, used or not, mails that were given up two weeks ago, and what plugins have no use for
any more, as expired API keys; a mail that was delivered is gone already. It goes in batches, so that nobody who writes waits for long.

Answer with --json:
  {\"ok\":true,\"sessions\":120,\"verifications\":14,\"mails\":0,\"plugins\":2,\"total\":136}";

pub(crate) async fn run(cli: &Cli, common: &Common) -> Result<Report, Failure> {
    let application = Application::open(cli, common, Need::Tables).await?;
    let auth = application.auth();
    let mut progress = Progress::new();
    let mut all = Counts::default();
    loop {
        let step = auth.sweep_step().await?;
        all.add(step);
        if step.is_last() {
            break;
        }
        progress.say(&format!("{} rows deleted", all.total));
    }
    let Counts { sessions, verifications, mails, plugins, total } = all;
    let text = format!(
        "sessions       {sessions}\nverifications  {verifications}\nmails          {mails}\n\
         of plugins     {plugins}\n"
    );
    let fields = json!({
        "sessions": sessions,
        "verifications": verifications,
        "mails": mails,
        "plugins": plugins,
        "total": total,
    });
    Ok(Report::new(fields, text))
}

/// What all steps have deleted.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    sessions: u64,
    verifications: u64,
    mails: u64,
    plugins: u64,
    total: u64,
}

impl Counts {
    fn add(&mut self, step: Swept) {
        self.sessions += step.sessions;
        self.verifications += step.verifications;
        self.mails += step.mails;
        self.plugins += step.plugins;
        self.total += step.total();
    }
}
