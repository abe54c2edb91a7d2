use std::time::Duration;

use better_auth::admin::{Caller, UserBan};
use better_auth::core::Timestamp;
use clap::Args;
use serde_json::{Value, json};

use crate::application::Application;
use crate::arguments::{Changing, Common, Whom};
use crate::cli::Cli;
use crate::failure::Failure;
use crate::operator::facts;
use crate::report::Report;
use crate::span;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth ban eve@example.com --reason \"sends spam\"
  better-auth ban eve@example.com --for 7d
  better-auth ban eve@example.com --until 2027-01-01T00:00:00Z

Sessions, sign-ins under way and mailed links end at once, and API keys are dead. The last administrator
can not be banned.

Answer with --json; without --for and --until the ban has no end, and \"expiresAt\" is null:
  {\"ok\":true,\"user\":\"pNa4AyJ7…\",\"reason\":\"sends spam\",\"expiresAt\":\"2027-01-01T00:00:00.000Z\"}";

pub(crate) const UNBAN_EXAMPLES: &str = "\
Examples:
  better-auth unban eve@example.com
  better-auth unban pNa4AyJ7xzHQ56Y0Ph71Itklpbhqy2HS --json

Answer with --json; somebody who was not banned stays as they are:
  {\"ok\":true,\"user\":\"pNa4AyJ7…\",\"wasBanned\":true}";

/// Longest reason, in characters, as over HTTP.
const LONGEST_REASON: usize = 1000;

/// Shuts a user out.
#[derive(Debug, Args)]
pub(crate) struct Ban {
    #[command(flatten)]
    whom: Whom,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = why)]
    reason: Option<String>,
    /// For how long: a number and s, m, h, d or w, as 7d
    #[arg(long = "for", value_name = "SPAN", value_parser = span::parse, conflicts_with = "until")]
    span: Option<Duration>,
    /// Until when, as 2027-01-01T00:00:00Z
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    until: Option<Timestamp>,
    #[command(flatten)]
    changing: Changing,
}

impl Ban {
    pub(crate) async fn run(&self, cli: &Cli, common: &Common) -> Result<Report, Failure> {
        let application = Application::open_to_change(cli, common, &self.changing).await?;
        let (admins, user) = (application.admins()?, application.find(&self.whom).await?);
        let until = self.end(application.auth().now())?;
        let ban = UserBan { reason: self.reason.as_deref(), until };
        let user = admins.ban(Caller::operator(&facts()), &user.id, ban).await?;
        let until =
            user.ban_expires.map_or_else(|| "for good".to_owned(), |end| format!("until {end}"));
        let text = format!("{} is banned, {until}", user.id);
        let fields = json!({
            "user": user.id.as_str(),
            "reason": user.ban_reason,
            "expiresAt": user.ban_expires,
        });
        Ok(Report::new(fields, text))
    }

    fn end(&self, now: Timestamp) -> Result<Option<Timestamp>, Failure> {
        let until = self.until.or_else(|| self.span.map(|span| now.plus(span)));
        match until {
            Some(until) if until <= now => {
                let message = format!("--until: {until} is over; give a moment that is to come");
                Err(Failure::usage("INVALID_SETTING", message))
            }
            until => Ok(until),
        }
    }
}

/// Lets a user in again.
#[derive(Debug, Args)]
pub(crate) struct Unban {
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    changing: Changing,
}

impl Unban {
    pub(crate) async fn run(&self, cli: &Cli, common: &Common) -> Result<Report, Failure> {
        let application = Application::open_to_change(cli, common, &self.changing).await?;
        let (admins, user) = (application.admins()?, application.find(&self.whom).await?);
        if user.banned {
            admins.unban(Caller::operator(&facts()), &user.id).await?;
        }
        let verb = if user.banned { "is not banned any more" } else { "was not banned" };
        let fields = json!({ "user": user.id.as_str(), "wasBanned": user.banned });
        Ok(Report::new(fields, format!("{} {verb}", user.id)))
    }
}

fn why(text: &str) -> Result<String, String> {
    if text.is_empty() || text.chars().count() > LONGEST_REASON || text.contains(char::is_control) {
        return Err(format!("give 1 to {LONGEST_REASON} characters on one line"));
    }
    Ok(text.to_owned())
}

fn moment(text: &str) -> Result<Timestamp, String> {
    serde_json::from_value(Value::from(text))
        .map_err(|_| "give a moment with its time zone, as 2027-01-01T00:00:00Z".to_owned())
}
