//! What may be said on the command line.

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    ban, create_admin, import, list_users, migrate, preview_mails, revoke_sessions,
    verify_audit_log,
};

const SETTINGS: &str = "\
Settings, from the environment:
  DATABASE_URL               sqlite://FILE, postgres://USER:PASSWORD@HOST/NAME or mysql://…
  BETTER_AUTH_SECRET         the secret of the application; for what is written to its audit log
  BETTER_AUTH_OLDER_SECRETS  secrets of the past, with commas between them
  BETTER_AUTH_PLUGINS        which plugins the application has, as audit,passkey (default: all)
  RUST_LOG                   what is logged to standard error (default: warn)

Exit codes: 0 done; 1 refused, failed, or something is wrong; 2 wrong call, or a setting is missing

Examples:
  export DATABASE_URL=sqlite://app.db BETTER_AUTH_SECRET=\"$(better-auth secret)\"
  better-auth migrate
  better-auth status --json";

/// Looks after an application that uses Better Auth: its database, its users, its audit log.
#[derive(Debug, Parser)]
#[command(
    name = "better-auth",
    version,
    after_help = SETTINGS,
    subcommand_required = true,
    arg_required_else_help = false
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Answer by one JSON document on standard output
    #[arg(long, global = true, help_heading = "For every command")]
    pub(crate) json: bool,
    /// The database, if DATABASE_URL is not to count; without a password, which belongs there
    #[arg(long, global = true, help_heading = "For every command", value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Which plugins with tables the application has, or `none`; counts before BETTER_AUTH_PLUGINS
    #[arg(
        long,
        global = true,
        help_heading = "For every command",
        value_name = "NAMES",
        value_delimiter = ','
    )]
    pub(crate) plugins: Option<Vec<String>>,
}

/// What can be done. A command of another crate is one more variant here, and one more arm in
/// `commands::run`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the migrations that the database has not had yet
    #[command(after_help = migrate::EXAMPLES)]
    Migrate(migrate::Migrate),
    /// Show whether the database answers, its migrations, and how much is in it
    #[command(after_help = crate::commands::status::EXAMPLES)]
    Status,
    /// Make a new server secret, and say how to change to it
    #[command(after_help = crate::commands::secret::EXAMPLES)]
    Secret,
    /// Make an administrator, with a password
    #[command(after_help = create_admin::EXAMPLES)]
    CreateAdmin(create_admin::CreateAdmin),
    /// Take a database of the npm package over
    #[command(after_help = import::EXAMPLES)]
    Import(import::Import),
    /// List and search users, page by page
    #[command(after_help = list_users::EXAMPLES)]
    ListUsers(list_users::ListUsers),
    /// Shut a user out
    #[command(after_help = ban::EXAMPLES)]
    Ban(ban::Ban),
    /// Let a user in again
    #[command(after_help = ban::UNBAN_EXAMPLES)]
    Unban(ban::Unban),
    /// End all sessions of a user
    #[command(after_help = revoke_sessions::EXAMPLES)]
    RevokeSessions(revoke_sessions::RevokeSessions),
    /// Check that the audit log is as it was written
    #[command(after_help = verify_audit_log::EXAMPLES)]
    VerifyAuditLog(verify_audit_log::VerifyAuditLog),
    /// Delete what has expired
    #[command(after_help = crate::commands::prune::EXAMPLES)]
    Prune,
    /// Write every mail into a folder, to look at
    #[command(after_help = preview_mails::EXAMPLES)]
    PreviewMails(preview_mails::PreviewMails),
}

/// What every command takes that changes something.
#[derive(Debug, Args)]
pub(crate) struct Changing {
    /// Go ahead although the audit log does not verify under the secret that is given
    #[arg(long)]
    pub(crate) despite_audit_log: bool,
}

/// Whom a command is about.
#[derive(Debug, Args)]
pub(crate) struct Whom {
    /// The id or the mail address of the user
    #[arg(value_name = "USER")]
    pub(crate) user: String,
}
