use std::error::Error;

use better_auth::ApiError;
use better_auth::core::auth::BuildError;
use better_auth::core::migration::MigrationError;
use better_auth::core::random::RandomError;
use better_auth::core::store::StoreError;
use better_auth::diesel::ConnectError;

use crate::cli::Exit;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// For programs.
    pub(crate) code: &'static str,
    /// For people.
    pub(crate) message: String,
}

impl Failure {
    /// A wrong call, or a setting that is missing or wrong.
    pub(crate) fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, code, message: message.into() }
    }

    /// Anything else.
    pub(crate) fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self { exit: Exit::Refused, code, message: message.into() }
    }
}

/// An error and its causes in one line; a cause that the error before it has named already is left out.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let mut said: Vec<String> = Vec::new();
    for cause in causes.map(ToString::to_string) {
        if !said.last().is_some_and(|before| before.ends_with(&cause)) {
            said.push(cause);
        }
    }
    said.join(": ")
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::refused("DATABASE_FAILED", chain(&error))
    }
}

impl From<MigrationError> for Failure {
    fn from(error: MigrationError) -> Self {
        Self::refused("MIGRATION_FAILED", chain(&error))
    }
}

impl From<RandomError> for Failure {
    fn from(error: RandomError) -> Self {
        Self::refused("NO_RANDOMNESS", chain(&error))
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::refused(error.code(), chain(&error))
    }
}

/// Errors of the adapter show no password.
impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match &error {
            ConnectError::Unreachable { .. } => {
                Self::refused("DATABASE_UNREACHABLE", format!("DATABASE_URL: {}", chain(&error)))
            }
            ConnectError::UnknownScheme { .. } => Self::usage("INVALID_SETTING", error.to_string()),
            _ => Self::usage("INVALID_SETTING", format!("DATABASE_URL: {error}")),
        }
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Config(mut error) => {
                if error.setting == "secret" {
                    error.setting = "BETTER_AUTH_SECRET";
                }
                Self::usage("INVALID_SETTING", error.to_string())
            }
            BuildError::MissingMigrations(names) => {
                let names: Vec<_> = names.iter().map(ToString::to_string).collect();
                Self::refused(
                    "MIGRATIONS_PENDING",
                    format!(
                        "the database lacks migrations: {}; run `better-auth migrate`",
                        names.join(", ")
                    ),
                )
            }
            BuildError::Migration(error) => error.into(),
            BuildError::Store(error) => error.into(),
            other => Self::refused("APPLICATION_INVALID", chain(&other)),
        }
    }
}
