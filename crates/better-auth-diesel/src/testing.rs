//! Throwaway databases for tests.
//!
//! The environment variable `TEST_DATABASE_URL` decides the kind. Unset, it is an SQLite file in
//! a temporary folder and needs nothing. Otherwise it is the URL of a PostgreSQL or MySQL server,
//! and of a user who may create databases: each test gets one of its own there.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! use better_auth_diesel::{DieselAdapter, testing::TempDatabase};
//!
//! let database = TempDatabase::create().await?;
//! let adapter = DieselAdapter::connect(database.url()).await?;
//! // … and at the end
//! drop(adapter);
//! database.remove().await?;
//! # Ok(())
//! # }
//! ```

use better_auth_core::random::{OsRandom, Random};
use better_auth_core::store::BoxError;
use diesel_async::SimpleAsyncConnection;
use tempfile::TempDir;
use url::Url;

use crate::adapter::DieselAdapter;
use crate::backend::Backend;
use crate::with_conn;

/// An empty database that goes away when this is dropped.
#[derive(Debug)]
pub struct TempDatabase {
    url: String,
    keeper: Keeper,
}

#[derive(Debug)]
enum Keeper {
    File(TempDir),
    Server { url: String, name: String },
    Removed,
}

impl TempDatabase {
    /// Makes a database where `TEST_DATABASE_URL` says.
    ///
    /// # Errors
    /// When the server can not be reached or refuses.
    pub async fn create() -> Result<Self, BoxError> {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(url) if !url.is_empty() => Self::create_on(&url).await,
            _ => Self::create_file(),
        }
    }

    /// Makes an SQLite file in a temporary folder.
    ///
    /// # Errors
    /// When the folder can not be made.
    pub fn create_file() -> Result<Self, BoxError> {
        let folder = tempfile::Builder::new().prefix("better-auth-").tempdir()?;
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Ok(Self { url, keeper: Keeper::File(folder) })
    }

    /// Makes a database on a server; `sqlite:` stands for [`TempDatabase::create_file`].
    ///
    /// # Errors
    /// When the server can not be reached or refuses.
    pub async fn create_on(server: &str) -> Result<Self, BoxError> {
        if server.starts_with("sqlite:") {
            return Self::create_file();
        }
        let random: &dyn Random = &OsRandom;
        let name = format!("better_auth_test_{}", random.alphanumeric(16)?.to_ascii_lowercase());
        let mut url = Url::parse(server)?;
        url.set_path(&name);
        execute(server, |backend| match backend {
            // The usual template can not be copied while somebody is connected to it.
            Backend::Postgres => format!("CREATE DATABASE {name} TEMPLATE template0"),
            _ => format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"),
        })
        .await?;
        Ok(Self { url: url.into(), keeper: Keeper::Server { url: server.to_owned(), name } })
    }

    /// The URL for [`DieselAdapter::connect`].
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Removes the database now, and says if that fails. Connections to it are cut.
    ///
    /// # Errors
    /// When the server can not be reached or refuses.
    pub async fn remove(mut self) -> Result<(), BoxError> {
        match std::mem::replace(&mut self.keeper, Keeper::Removed) {
            Keeper::Server { url, name } => remove(&url, &name).await,
            Keeper::File(folder) => Ok(folder.close()?),
            Keeper::Removed => Ok(()),
        }
    }
}

impl Drop for TempDatabase {
    fn drop(&mut self) {
        let Keeper::Server { url, name } = std::mem::replace(&mut self.keeper, Keeper::Removed)
        else {
            return;
        };
        // The runtime of the test may be one that can not wait here, or be going down.
        let removal = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(remove(&url, &name))
        });
        if !matches!(removal.join(), Ok(Ok(()))) {
            tracing::warn!("a database of a test was left behind");
        }
    }
}

async fn remove(server: &str, name: &str) -> Result<(), BoxError> {
    execute(server, |backend| match backend {
        Backend::Postgres => format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        _ => format!("DROP DATABASE IF EXISTS {name}"),
    })
    .await
}

async fn execute(server: &str, sql: impl FnOnce(Backend) -> String) -> Result<(), BoxError> {
    let adapter = DieselAdapter::connect(server).await?;
    let sql = sql(adapter.backend());
    with_conn!(&adapter, write, |conn| {
        conn.batch_execute(&sql).await?;
        Ok(())
    })?;
    Ok(())
}
