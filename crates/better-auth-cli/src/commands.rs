//! One file for each command: what it takes, what it does, what it answers.

pub(crate) mod ban;
pub(crate) mod create_admin;
pub(crate) mod import;
pub(crate) mod list_users;
pub(crate) mod migrate;
pub(crate) mod preview_mails;
pub(crate) mod prune;
pub(crate) mod revoke_sessions;
pub(crate) mod secret;
pub(crate) mod status;
pub(crate) mod verify_audit_log;

use crate::arguments::{Arguments, Command};
use crate::cli::Cli;
use crate::failure::Failure;
use crate::report::Report;

pub(crate) async fn run(cli: &Cli, arguments: &Arguments) -> Result<Report, Failure> {
    let common = &arguments.common;
    match &arguments.command {
        Command::Migrate(migrate) => migrate.run(cli, common).await,
        Command::Status => status::run(cli, common).await,
        Command::Secret => secret::run(),
        Command::CreateAdmin(create) => create.run(cli, common).await,
        Command::Import(import) => import.run(cli, common).await,
        Command::ListUsers(list) => list.run(cli, common).await,
        Command::Ban(ban) => ban.run(cli, common).await,
        Command::Unban(unban) => unban.run(cli, common).await,
        Command::RevokeSessions(revoke) => revoke.run(cli, common).await,
        Command::VerifyAuditLog(verify) => verify.run(cli, common).await,
        Command::Prune => prune::run(cli, common).await,
        Command::PreviewMails(preview) => preview.run(cli),
    }
}
