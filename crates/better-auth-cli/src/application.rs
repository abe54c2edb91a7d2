//! How the commands come by the application: the database, and the framework on it.

use std::time::Duration;

use better_auth::admin::{AdminPlugin, Admins};
use better_auth::audit::{AuditError, AuditPlugin};
use better_auth::core::SecretString;
use better_auth::core::config::SessionOptions;
use better_auth::core::outbox::MailDelivery;
use better_auth::core::random::{OsRandom, Random};
use better_auth::diesel::{ConnectOptions, DieselAdapter};
use better_auth::{Auth, AuthBuilder, BetterAuth, OnStart, User};

use crate::arguments::{Changing, Common, Whom};
use crate::cli::{Cli, Plugins};
use crate::failure::{Failure, chain};
use crate::settings;

/// A count over a large table takes longer than what a request may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// The application as a command uses it.
#[derive(Debug)]
pub(crate) struct Application {
    pub(crate) adapter: DieselAdapter,
    pub(crate) site: BetterAuth,
}

/// What a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// A database that may be empty, and every plugin. A file may be made.
    NewTables,
    /// A database that may be empty, and every plugin.
    AnyTables,
    /// Tables that are up to date. Nothing is signed or sealed.
    Tables,
    /// Tables that are up to date, and the secret.
    Secret,
}

impl Need {
    fn wants_tables(self) -> bool {
        matches!(self, Self::Tables | Self::Secret)
    }
}

impl Application {
    pub(crate) async fn open(cli: &Cli, common: &Common, need: Need) -> Result<Self, Failure> {
        let url = settings::database_url(common)?;
        let (secret, older) = match need {
            Need::Secret => settings::secrets()?,
            // The builder wants one. Nothing is written with it.
            _ => (throw_away()?, Vec::new()),
        };
        if need != Need::NewTables {
            settings::require_file(&url)?;
        }
        let options = ConnectOptions::new().max_connections(2).operation_timeout(PATIENCE);
        let adapter = DieselAdapter::connect_with(&url, options).await?;
        let mut builder = BetterAuth::builder(adapter.clone()).secret(secret);
        for secret in older {
            builder = builder.older_secret(secret);
        }
        let builder = plug_in(builder, cli, common, &adapter, need).await?;
        let on_start = if need.wants_tables() { OnStart::Check } else { OnStart::Nothing };
        let session = SessionOptions { sweep_interval: None, ..SessionOptions::default() };
        let builder = builder.session(session).on_start(on_start);
        let site = builder.mail_delivery(MailDelivery::OnDemand).build().await?;
        Ok(Self { adapter, site })
    }

    /// For a command that changes something: with a secret that is not that of the application, its
    /// row would break the audit log.
    pub(crate) async fn open_to_change(
        cli: &Cli,
        common: &Common,
        changing: &Changing,
    ) -> Result<Self, Failure> {
        let application = Self::open(cli, common, Need::Secret).await?;
        if let Some(log) = application.site.plugin::<AuditPlugin>()
            && !changing.despite_audit_log
        {
            match log.head().await {
                Err(AuditError::Tampered(_)) => return Err(foreign_log()),
                Err(error) => return Err(Failure::refused("DATABASE_FAILED", chain(&error))),
                Ok(_) => {}
            }
        }
        Ok(application)
    }

    pub(crate) fn auth(&self) -> Auth {
        self.site.auth()
    }

    /// The administration.
    pub(crate) fn admins(&self) -> Result<Admins, Failure> {
        self.site.plugin::<AdminPlugin>().ok_or_else(|| {
            let message = "the application has no administration: its database has no tables of \
                           AdminPlugin, or BETTER_AUTH_PLUGINS leaves it out";
            Failure::refused("NO_ADMINISTRATION", message)
        })
    }

    /// The user whom a command is about.
    pub(crate) async fn find(&self, whom: &Whom) -> Result<User, Failure> {
        let (auth, text) = (self.auth(), whom.user.trim());
        let found = match text.parse() {
            Ok(email) => auth.users().find_user_by_email(&email).await?,
            Err(_) => match text.parse() {
                Ok(id) => auth.users().find_user(&id).await?,
                Err(_) => None,
            },
        };
        found.ok_or_else(|| {
            let message = format!("there is no user with the id or address {text:?}");
            Failure::refused("USER_NOT_FOUND", message)
        })
    }
}

/// The plugins of the application, or the official ones whose tables are there.
#[cfg_attr(
    not(feature = "official"),
    expect(unused_variables, reason = "an application knows its plugins")
)]
async fn plug_in(
    builder: AuthBuilder<DieselAdapter>,
    cli: &Cli,
    common: &Common,
    adapter: &DieselAdapter,
    need: Need,
) -> Result<AuthBuilder<DieselAdapter>, Failure> {
    match &cli.plugins {
        Plugins::Of(configure) if common.plugins.is_none() => Ok(configure(builder)),
        Plugins::Of(_) => Err(Failure::usage(
            "USAGE",
            "--plugins: this program has the plugins of its application; leave it out",
        )),
        #[cfg(feature = "official")]
        Plugins::Official => {
            let mut chosen = crate::official::chosen(common)?;
            if need.wants_tables() {
                crate::official::keep_those_in_use(&mut chosen, adapter).await?;
            }
            Ok(crate::official::plug_in(builder, &chosen))
        }
    }
}

fn throw_away() -> Result<SecretString, Failure> {
    let random: &dyn Random = &OsRandom;
    Ok(random.alphanumeric(43)?.into())
}

fn foreign_log() -> Failure {
    Failure::refused(
        "AUDIT_LOG_NOT_SEALED",
        "the audit log was not sealed with BETTER_AUTH_SECRET: it is not the secret of the \
         application, or somebody tampered with the log, which `better-auth verify-audit-log` tells. \
         Nothing was changed; --despite-audit-log goes ahead and leaves a log that does not verify",
    )
}
