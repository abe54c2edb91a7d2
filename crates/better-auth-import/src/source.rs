//! The database of the original, opened to be read and for nothing else.

mod catalog;
mod row;
mod server;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::fmt;

use better_auth_core::SecretString;
use better_auth_core::store::BoxError;
use better_auth_diesel::DieselAdapter;

pub(crate) use catalog::{Catalog, Table, plain};
pub(crate) use row::{BadValue, SourceRow};

use self::catalog::Select;
use crate::error::ImportError;
use crate::secrets::SourceSecrets;
use crate::value::ThreeTexts;

/// The name of the setting in errors.
const SETTING: &str = "source";

/// A database that the npm package `better-auth` 1.7 has written: SQLite or PostgreSQL.
///
/// It is opened read only, and every read of it is one that could not write. Tables and columns are
/// found by their names as the npm package makes them (`user`, `emailVerified`), or in the plural
/// and with `_` between the words (`users`, `email_verified`).
pub struct Source {
    link: Link,
    pub(crate) catalog: Catalog,
    pub(crate) secrets: SourceSecrets,
}

enum Link {
    #[cfg(feature = "sqlite")]
    File(sqlite::File),
    Server(DieselAdapter),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("catalog", &self.catalog).finish_non_exhaustive()
    }
}

impl Source {
    /// Opens `sqlite://FILE` or `postgres://…` and looks what it has.
    ///
    /// # Errors
    /// When it can not be reached, or is no database of the npm package.
    pub async fn open(url: &str) -> Result<Self, ImportError> {
        let link = match url.split_once(':') {
            #[cfg(feature = "sqlite")]
            Some(("sqlite", rest)) => Link::File(sqlite::File::open(rest).await?),
            Some(("postgres" | "postgresql", _)) => {
                Link::Server(DieselAdapter::connect(url).await?)
            }
            _ => {
                let problem = "it is no database that can be read here";
                let remedy = "give sqlite://FILE or postgres://…, and the feature of that database";
                return Err(ImportError::config(SETTING, problem, remedy));
            }
        };
        let mut source =
            Self { link, catalog: Catalog::default(), secrets: SourceSecrets::default() };
        let sql = if source.is_file() { catalog::SQLITE } else { catalog::POSTGRES };
        source.catalog = Catalog::new(source.load(Select::all(sql)).await?);
        source.check()?;
        Ok(source)
    }

    /// The secret of the original, `BETTER_AUTH_SECRET`. Call it once for each secret where there
    /// are several (`BETTER_AUTH_SECRETS`); their versions need not be given, for what one secret
    /// has sealed does not open with another.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.secrets.add(secret.into());
        self
    }

    fn check(&self) -> Result<(), ImportError> {
        let users = self.catalog.table("user");
        if users.is_some_and(|table| table.has("id") && table.has("email")) {
            return Ok(());
        }
        let problem = "it has no table `user` with the columns `id` and `email`";
        let remedy = "give the database that the npm package better-auth writes to";
        Err(ImportError::config(SETTING, problem, remedy))
    }

    /// The rows of a table that come after that id, in the order of their ids. `extra` is SQL for
    /// one more column, which is called `extra`.
    pub(crate) async fn page(
        &self,
        table: &Table,
        after: Option<&str>,
        extra: Option<&str>,
        limit: usize,
    ) -> Result<Vec<SourceRow>, ImportError> {
        let select = table.page(self.is_file(), after, extra, limit);
        let rows = self.load(select).await?;
        rows.iter().map(|row| SourceRow::parse(&row.one).map_err(unreadable)).collect()
    }

    /// How many rows of a table there are for which that holds.
    pub(crate) async fn count(&self, table: &Table, condition: &str) -> Result<u64, ImportError> {
        let found = self.load(Select::all(table.count(condition))).await?;
        Ok(found.first().and_then(|row| row.one.parse().ok()).unwrap_or(0))
    }

    fn is_file(&self) -> bool {
        match &self.link {
            #[cfg(feature = "sqlite")]
            Link::File(_) => true,
            Link::Server(_) => false,
        }
    }

    async fn load(&self, select: Select) -> Result<Vec<ThreeTexts>, ImportError> {
        match &self.link {
            #[cfg(feature = "sqlite")]
            Link::File(file) => file.load(select).await.map_err(unreadable),
            Link::Server(adapter) => server::load(adapter, &select).await.map_err(unreadable),
        }
    }
}

fn unreadable(error: impl Into<BoxError>) -> ImportError {
    ImportError::Source(error.into())
}
