use better_auth::core::event::kinds::SESSIONS_REVOKED;
use clap::Args;
use serde_json::json;

use crate::application::Application;
use crate::arguments::{Changing, Common, Whom};
use crate::cli::Cli;
use crate::failure::Failure;
use crate::operator::{OPERATOR, facts};
use crate::report::Report;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth revoke-sessions ada@example.com
  better-auth revoke-sessions pNa4AyJ7xzHQ56Y0Ph71Itklpbhqy2HS --json

The user may sign in again. `better-auth ban` keeps them out.

Answer with --json:
  {\"ok\":true,\"user\":\"pNa4AyJ7…\",\"sessions\":3}";

/// Ends the sessions of a user.
#[derive(Debug, Args)]
pub(crate) struct RevokeSessions {
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    changing: Changing,
}

impl RevokeSessions {
    pub(crate) async fn run(&self, cli: &Cli, common: &Common) -> Result<Report, Failure> {
        let application = Application::open_to_change(cli, common, &self.changing).await?;
        let (auth, user) = (application.auth(), application.find(&self.whom).await?);
        let event = auth.event(SESSIONS_REVOKED, &facts()).subject(&user.id).detail(OPERATOR);
        let sessions = auth.end_sessions_by(&user.id, None, event).await?;
        let text = format!("{sessions} sessions of {} ended", user.id);
        Ok(Report::new(json!({ "user": user.id.as_str(), "sessions": sessions }), text))
    }
}
