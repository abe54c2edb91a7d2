//! What the environment says. Secrets come from there only: arguments are for every user of the
//! machine to read.

use std::path::{Path, PathBuf};

use better_auth::core::SecretString;

use crate::arguments::Common;
use crate::failure::Failure;

/// A variable that is set to something.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The database, from the flag or from `DATABASE_URL`.
pub(crate) fn database_url(common: &Common) -> Result<String, Failure> {
    if let Some(url) = &common.database_url {
        if holds_password(url) {
            return Err(Failure::usage(
                "SECRET_IN_ARGUMENTS",
                "--database-url holds a password, which everybody on this machine could read; \
                 set the variable DATABASE_URL instead",
            ));
        }
        return Ok(url.clone());
    }
    variable("DATABASE_URL").ok_or_else(|| {
        Failure::usage(
            "MISSING_SETTING",
            "DATABASE_URL is not set; give the database of the application, as \
             sqlite://app.db, postgres://USER:PASSWORD@HOST/NAME or \
             mysql://USER:PASSWORD@HOST/NAME",
        )
    })
}

/// Between `//` and the last `@`, after a colon; a file has none.
fn holds_password(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let (server, query) = rest.split_once('?').unwrap_or((rest, ""));
    let in_user = server.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
    scheme != "sqlite" && (in_user || query.contains("password"))
}

/// The file of an SQLite URL.
pub(crate) fn sqlite_file(url: &str) -> Option<&Path> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    Some(Path::new(path.split_once('?').map_or(path, |(path, _)| path)))
}

/// A typing error in the URL of an SQLite database would make a new one.
pub(crate) fn require_file(url: &str) -> Result<(), Failure> {
    match sqlite_file(url) {
        Some(path) if !path.as_os_str().is_empty() && !path.exists() => {
            let path = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
            let message = format!(
                "DATABASE_URL: there is no file {}; give that of the application, or make it by \
                 `better-auth migrate`",
                path.display()
            );
            Err(Failure::refused("DATABASE_MISSING", message))
        }
        _ => Ok(()),
    }
}

/// The server secret, and those of the past.
pub(crate) fn secrets() -> Result<(SecretString, Vec<SecretString>), Failure> {
    let current = variable("BETTER_AUTH_SECRET").ok_or_else(|| {
        Failure::usage(
            "MISSING_SETTING",
            "BETTER_AUTH_SECRET is not set; give the secret of the application: 32 random \
             characters or more, as `better-auth secret` makes them",
        )
    })?;
    let older = variable("BETTER_AUTH_OLDER_SECRETS").unwrap_or_default();
    Ok((current.into(), listed(&older).collect()))
}

/// Secrets with commas between them.
pub(crate) fn listed(secrets: &str) -> impl Iterator<Item = SecretString> {
    let each = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty());
    each.map(SecretString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_is_seen() {
        for url in [
            "postgres://ann:s3cret@db/app",
            "mysql://:s3cret@db/app",
            "postgres://ann@db/app?password=s3cret",
            "postgres://ann:a@b@db/app",
            "postgres://ann:a/b@db/app",
        ] {
            assert!(holds_password(url), "{url}");
        }
        for url in ["sqlite://a:b@c.db", "postgres://ann@db:5432/app", "mysql://db/app", "x"] {
            assert!(!holds_password(url), "{url}");
        }
    }

    #[test]
    fn the_file_of_a_url_is_found() {
        assert_eq!(sqlite_file("sqlite://a.db?mode=rwc"), Some(Path::new("a.db")));
        assert_eq!(sqlite_file("sqlite:/var/a.db"), Some(Path::new("/var/a.db")));
        assert_eq!(sqlite_file("postgres://db/app"), None);
    }
}
