use std::ffi::OsString;
use std::fmt;
use std::process::ExitCode;
use std::sync::Arc;

use better_auth::AuthBuilder;
use better_auth::core::mail::Templates;
use better_auth::diesel::DieselAdapter;
use better_auth::mail::HtmlTemplates;
use clap::Parser;
use clap::error::ErrorKind;

use crate::arguments::Arguments;
use crate::commands;
use crate::failure::Failure;
use crate::report;

/// What an application does to the builder: its plugins, its fields.
pub(crate) type Configure =
    dyn Fn(AuthBuilder<DieselAdapter>) -> AuthBuilder<DieselAdapter> + Send + Sync;

/// Whose plugins the commands work with.
#[derive(Clone)]
pub(crate) enum Plugins {
    /// Every official one, as far as the database has its tables.
    #[cfg(feature = "official")]
    Official,
    /// Those of an application.
    Of(Arc<Configure>),
}

/// The commands, for the binary `better-auth` and for programs of applications.
///
/// An application shares the function that plugs in what it uses, so that the commands run its
/// migrations too, ask its hooks, and write the same audit log:
///
/// ```no_run
/// use better_auth::diesel::DieselAdapter;
/// use better_auth::prelude::*;
/// use better_auth::AuthBuilder;
///
/// /// Used by the server as well.
/// fn configure(builder: AuthBuilder<DieselAdapter>) -> AuthBuilder<DieselAdapter> {
///     builder.plugin(AuditPlugin::new()) // .plugin(InvoicePlugin::new()).user_field(…)
/// }
///
/// fn main() -> std::process::ExitCode {
///     better_auth_cli::Cli::of(configure).main()
/// }
/// ```
#[derive(Clone)]
pub struct Cli {
    pub(crate) plugins: Plugins,
    pub(crate) templates: Arc<dyn Templates>,
}

impl Cli {
    /// With every official plugin. Of those that have tables, a command uses the ones whose tables the
    /// database has; `migrate` and `status` look at all of them.
    #[cfg(feature = "official")]
    pub fn official() -> Self {
        Self { plugins: Plugins::Official, templates: Arc::new(HtmlTemplates::new()) }
    }

    /// With the plugins and fields of an application. The database and the secret are those of the
    /// environment; what the function says about when to migrate and when to send mail does not
    /// count: the commands do neither unasked.
    pub fn of(
        configure: impl Fn(AuthBuilder<DieselAdapter>) -> AuthBuilder<DieselAdapter>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let plugins = Plugins::Of(Arc::new(configure));
        Self { plugins, templates: Arc::new(HtmlTemplates::new()) }
    }

    /// The templates that `preview-mails` shows. Default: those built into `better-auth-mail`.
    #[must_use]
    pub fn mail_templates(mut self, templates: impl Templates + 'static) -> Self {
        self.templates = Arc::new(templates);
        self
    }

    /// Does what the arguments of the process say. The whole of `fn main`.
    pub fn main(&self) -> ExitCode {
        let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned());
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        // A program that has a subscriber of its own keeps it.
        let _ = log.try_init();
        match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(self.run(std::env::args_os())).into(),
            Err(error) => {
                eprintln!("better-auth: {error}");
                Exit::Refused.into()
            }
        }
    }

    /// Does what these arguments say; the first one is the name of the program. For programs that have
    /// a runtime already.
    pub async fn run(&self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Exit {
        let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
        let wants_json = arguments.iter().skip(1).any(|argument| argument == "--json");
        let arguments = match Arguments::try_parse_from(arguments) {
            Ok(arguments) => arguments,
            Err(error) => return refuse(&error, wants_json),
        };
        let done = Box::pin(commands::run(self, &arguments)).await;
        report::print(done, arguments.common.json)
    }
}

/// What clap has to say: help and version are answers, all else is a wrong call.
fn refuse(error: &clap::Error, wants_json: bool) -> Exit {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked || !wants_json {
        let _ = error.print();
        return if asked { Exit::Done } else { Exit::Usage };
    }
    let text = error.render().to_string();
    let message = text.trim().trim_start_matches("error: ");
    report::print(Err(Failure::usage("USAGE", message)), true)
}

impl fmt::Debug for Cli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cli").finish_non_exhaustive()
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, nothing to object to. Code 0.
    Done,
    /// Refused, failed, or found something wrong. Code 1.
    Refused,
    /// It could not be understood, or a setting is missing or wrong. Code 2.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Usage => 2,
        })
    }
}
