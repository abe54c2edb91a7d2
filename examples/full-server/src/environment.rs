use std::env::VarError;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use better_auth::core::auth::BuildError;

use crate::BoxError;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
full-server: Better Auth with everything on, mounted at /auth

It is configured by environment variables:
  PORT                        TCP port on 127.0.0.1 (default 3000)
  BASE_URL                    public origin (default http://localhost:$PORT)
  DATABASE_URL                sqlite://FILE, postgres://… or mysql://… (default sqlite://full-server.db); migrates at start
  BETTER_AUTH_SECRET          at least 32 random characters (default: a random one for this run)
  TRUSTED_ORIGINS             comma-separated extra origins
  REQUIRE_EMAIL_VERIFICATION  true: no sign-in until the address is verified (default false)
  ADMIN_EMAIL, ADMIN_PASSWORD make this administrator at start, unless somebody has the address
  SMTP_URL                    smtp://host:port, smtps://… or smtp://…?tls=starttls (default: .eml files in the folder mail)
  DELETE_BY_MAIL              true: deleting an account must be confirmed by mail (default false)
  GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET; GITHUB_…, DISCORD_…, and so on for each provider that is known by name:
                              people sign in by it. What else it asks for is named alike: COGNITO_DOMAIN
  OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET
                              any provider that speaks OpenID Connect, under the id oidc. One on this machine may be
                              http://, if BASE_URL is on this machine as well
  EXTRA_FIELDS                true: users have a phone and a plan, sessions a theme (default false)
  RATE_LIMIT                  on (default) or off
  RUST_LOG                    what is logged to standard error (default info)";

/// The settings of one run.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) port: u16,
    pub(crate) base_url: String,
    pub(crate) database_url: String,
    pub(crate) secret: better_auth::core::SecretString,
    pub(crate) trusted_origins: Vec<String>,
    pub(crate) require_email_verification: bool,
    pub(crate) smtp_url: Option<String>,
    pub(crate) delete_by_mail: bool,
    pub(crate) extra_fields: bool,
    pub(crate) rate_limit: bool,
    /// Address and password.
    pub(crate) admin: Option<(String, better_auth::core::SecretString)>,
}

impl Environment {
    /// Reads the variables; a value that can not be used is refused by name.
    pub(crate) fn read() -> Result<Self, BoxError> {
        let port = match variable("PORT") {
            None => 3000,
            Some(text) => {
                text.parse().map_err(|_| format!("PORT: {text:?} is no port; give 1 to 65535"))?
            }
        };
        let origins = variable("TRUSTED_ORIGINS").unwrap_or_default();
        Ok(Self {
            port,
            base_url: variable("BASE_URL").unwrap_or_else(|| format!("http://localhost:{port}")),
            database_url: variable("DATABASE_URL")
                .unwrap_or_else(|| "sqlite://full-server.db".to_owned()),
            secret: secret()?.into(),
            trusted_origins: origins
                .split(',')
                .map(str::trim)
                .filter(|o| !o.is_empty())
                .map(str::to_owned)
                .collect(),
            require_email_verification: switch(
                "REQUIRE_EMAIL_VERIFICATION",
                "false",
                ["true", "false"],
            )?,
            smtp_url: variable("SMTP_URL"),
            delete_by_mail: switch("DELETE_BY_MAIL", "false", ["true", "false"])?,
            extra_fields: switch("EXTRA_FIELDS", "false", ["true", "false"])?,
            rate_limit: switch("RATE_LIMIT", "on", ["on", "off"])?,
            admin: admin()?,
        })
    }
}

/// Both or neither.
fn admin() -> Result<Option<(String, better_auth::core::SecretString)>, BoxError> {
    match (variable("ADMIN_EMAIL"), variable("ADMIN_PASSWORD")) {
        (None, None) => Ok(None),
        (Some(email), Some(password)) => Ok(Some((email, password.into()))),
        (Some(_), None) => {
            Err("ADMIN_PASSWORD: is not set; give the password of ADMIN_EMAIL".into())
        }
        (None, Some(_)) => {
            Err("ADMIN_EMAIL: is not set; give the address of the administrator".into())
        }
    }
}

/// A variable that is set; one that is set to nothing counts as not set, except the secret.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn switch(name: &str, default: &str, [yes, no]: [&str; 2]) -> Result<bool, BoxError> {
    let value = variable(name).unwrap_or_else(|| default.to_owned());
    if value == yes {
        Ok(true)
    } else if value == no {
        Ok(false)
    } else {
        Err(format!("{name}: {value:?} is neither {yes:?} nor {no:?}").into())
    }
}

/// An empty secret is a mistake and is refused by the builder; no secret at all means trying out.
fn secret() -> Result<String, BoxError> {
    match std::env::var("BETTER_AUTH_SECRET") {
        Ok(secret) => return Ok(secret),
        Err(VarError::NotUnicode(_)) => {
            return Err(
                "BETTER_AUTH_SECRET: is no UTF-8; give at least 32 random characters".into()
            );
        }
        Err(VarError::NotPresent) => {}
    }
    tracing::warn!("BETTER_AUTH_SECRET is not set: sessions end with this run");
    let mut bytes = [0; 32];
    #[expect(clippy::disallowed_methods, reason = "there is no Auth yet that could be asked")]
    getrandom::fill(&mut bytes)?;
    Ok(BASE64_STANDARD.encode(bytes))
}

/// A database that can not be used, under the name that the operator knows.
pub(crate) fn bad_database(problem: &str) -> BoxError {
    format!(
        "DATABASE_URL: {problem}; give sqlite://FILE, or a postgres://… or mysql://… that answers"
    )
    .into()
}

/// A setting that the framework refuses, under the name that the operator knows.
pub(crate) fn by_variable(error: BuildError) -> BoxError {
    let BuildError::Config(mut error) = error else { return error.into() };
    error.setting = match error.setting {
        "secret" => "BETTER_AUTH_SECRET",
        "base_url" => "BASE_URL",
        "trusted_origins" => "TRUSTED_ORIGINS",
        "confirm_deletion_by_mail" => "DELETE_BY_MAIL",
        other => other,
    };
    error.into()
}
