//! Reads `DATABASE_URL`, and names the database without showing the password.

use std::fmt;
use std::path::PathBuf;

use better_auth_core::store::BoxError;
use url::Url;

use crate::backend::Backend;
use crate::connect_error::ConnectError;

/// Whether the connection is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tls {
    Off,
    /// The certificate must be for the host, and of an authority in that PEM file, or of a
    /// public one.
    Required {
        root_certificates: Option<PathBuf>,
    },
}

/// A URL that names a database of a known kind.
pub(crate) struct DatabaseUrl {
    pub(crate) backend: Backend,
    /// What the driver gets: a path for SQLite, the URL for the others.
    pub(crate) target: String,
    /// What may be shown.
    pub(crate) location: String,
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "a file is not encrypted on its way")
    )]
    pub(crate) tls: Tls,
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.backend, self.location)
    }
}

impl DatabaseUrl {
    /// The failure of the first connection.
    pub(crate) fn unreachable(&self, source: BoxError) -> ConnectError {
        ConnectError::Unreachable { backend: self.backend, location: self.location.clone(), source }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, ConnectError> {
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        match scheme {
            "sqlite" => sqlite_file(rest),
            "postgres" | "postgresql" => server(Backend::Postgres, text),
            "mysql" => server(Backend::Mysql, text),
            "mariadb" => server(Backend::Mysql, &format!("mysql:{rest}")),
            _ => Err(ConnectError::UnknownScheme { scheme: scheme_only(scheme) }),
        }
    }
}

/// A text without a scheme may hold a password before its first colon: shows it only if it looks
/// like a scheme.
fn scheme_only(text: &str) -> String {
    let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'+');
    if plain && text.len() <= 16 { text.to_owned() } else { "…".to_owned() }
}

fn sqlite_file(rest: &str) -> Result<DatabaseUrl, ConnectError> {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if path.contains(":memory:") || query.contains("mode=memory") {
        return Err(ConnectError::InMemory);
    }
    if !matches!(query, "" | "mode=rwc") {
        let problem = "sqlite://FILE takes no parameters; use ConnectOptions".to_owned();
        return Err(ConnectError::InvalidUrl { problem });
    }
    if path.is_empty() {
        return Err(ConnectError::InvalidUrl { problem: "it names no file".to_owned() });
    }
    Ok(DatabaseUrl {
        backend: Backend::Sqlite,
        target: path.to_owned(),
        location: path.to_owned(),
        tls: Tls::Off,
    })
}

fn server(backend: Backend, text: &str) -> Result<DatabaseUrl, ConnectError> {
    let mut url = Url::parse(text)
        .map_err(|error| ConnectError::InvalidUrl { problem: error.to_string() })?;
    let tls = take_tls(&mut url)?;
    let host = url.host_str().unwrap_or("localhost");
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let location = format!("{host}{port}{}", url.path());
    Ok(DatabaseUrl { backend, target: url.into(), location, tls })
}

/// Takes what is said about TLS out of the parameters, in the words of either database. There is
/// no encryption without verification: `require` means as much as `verify-full`.
fn take_tls(url: &mut Url) -> Result<Tls, ConnectError> {
    let mut required = false;
    let mut root_certificates = None;
    let mut others = Vec::new();
    for (key, value) in url.query_pairs() {
        match (key.as_ref(), value.to_ascii_lowercase().replace('_', "-").as_str()) {
            ("sslmode" | "ssl-mode", "disable" | "disabled" | "allow" | "prefer" | "preferred")
            | ("require_ssl", "false") => {}
            (
                "sslmode" | "ssl-mode",
                "require" | "required" | "verify-ca" | "verify-full" | "verify-identity",
            )
            | ("require_ssl", "true") => required = true,
            ("sslmode" | "ssl-mode" | "require_ssl", _) => {
                let problem = format!("{key} is none of disable, require, verify-full");
                return Err(ConnectError::InvalidUrl { problem });
            }
            ("sslrootcert" | "ssl-ca", _) => {
                root_certificates = Some(PathBuf::from(value.as_ref()));
            }
            _ => others.push((key.into_owned(), value.into_owned())),
        }
    }
    url.set_query(None);
    if !others.is_empty() {
        url.query_pairs_mut().extend_pairs(others);
    }
    Ok(if required { Tls::Required { root_certificates } } else { Tls::Off })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        DatabaseUrl::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_file_may_be_relative_or_absolute() {
        for (text, path) in [
            ("sqlite://app.db", "app.db"),
            ("sqlite:app.db", "app.db"),
            ("sqlite:///var/lib/app.db", "/var/lib/app.db"),
            ("sqlite://app.db?mode=rwc", "app.db"),
        ] {
            let url = DatabaseUrl::parse(text).unwrap();
            assert_eq!((url.backend, url.target.as_str()), (Backend::Sqlite, path));
        }
    }

    #[test]
    fn a_database_in_memory_is_refused_with_the_reason() {
        for text in ["sqlite::memory:", "sqlite://:memory:", "sqlite://x?mode=memory"] {
            assert!(refusal(text).contains("each connection"), "{text}");
        }
    }

    #[test]
    fn an_unknown_scheme_is_refused_with_the_known_ones() {
        let text = refusal("oracle://x");
        assert!(text.contains("oracle") && text.contains("sqlite://FILE"), "{text}");
    }

    #[test]
    fn the_password_shows_in_neither_debug_nor_refusals() {
        let url = DatabaseUrl::parse("postgres://ann:s3cret@db:5432/app").unwrap();
        assert_eq!(format!("{url:?}"), "PostgreSQL at db:5432/app");
        for text in ["s3cret:x", "postgres://ann:s3cret@", "postgres://ann:s3cret@h:99999/x"] {
            let error = DatabaseUrl::parse(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    }

    #[test]
    fn mariadb_is_another_word_for_mysql() {
        let url = DatabaseUrl::parse("mariadb://root@127.0.0.1/app").unwrap();
        assert_eq!(url.target, "mysql://root@127.0.0.1/app");
    }

    #[test]
    fn what_is_said_about_tls_is_taken_out_of_the_parameters() {
        let url = DatabaseUrl::parse(
            "postgres://ann@db/app?sslmode=require&application_name=x&sslrootcert=/ca.pem",
        );
        let url = url.unwrap();
        assert_eq!(url.target, "postgres://ann@db/app?application_name=x");
        let tls = Tls::Required { root_certificates: Some("/ca.pem".into()) };
        assert_eq!(url.tls, tls);
        let url = DatabaseUrl::parse("mysql://ann@db/app?ssl-mode=VERIFY_IDENTITY").unwrap();
        assert_eq!(url.tls, Tls::Required { root_certificates: None });
        assert_eq!(DatabaseUrl::parse("mysql://ann@db/app").unwrap().tls, Tls::Off);
        assert!(refusal("postgres://ann@db/app?sslmode=maybe").contains("sslmode"));
    }
}
