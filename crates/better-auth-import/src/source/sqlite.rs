//! SQLite as a source. Not by the adapter, which would make a missing file, and switch the file
//! to another journal.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use better_auth_core::store::BoxError;
use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, SqliteConnection};

use super::catalog::Select;
use super::{SETTING, unreadable};
use crate::error::ImportError;
use crate::value::ThreeTexts;

/// One connection, which holds one read transaction for as long as it lives: what is read is the
/// database of one moment.
pub(super) struct File(Arc<Mutex<SqliteConnection>>);

impl File {
    /// Opens the file behind `sqlite:`; it must be there.
    pub(super) async fn open(rest: &str) -> Result<Self, ImportError> {
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let path = path.split_once('?').map_or(path, |(path, _)| path).to_owned();
        if !Path::new(&path).is_file() {
            let remedy = "give sqlite://FILE with the path of a file that exists";
            return Err(ImportError::config(SETTING, "there is no such file", remedy));
        }
        let conn = tokio::task::spawn_blocking(move || connect(&path)).await;
        conn.map_err(unreadable)?.map_err(unreadable)
    }

    pub(super) async fn load(&self, select: Select) -> Result<Vec<ThreeTexts>, BoxError> {
        let conn = Arc::clone(&self.0);
        let rows = move || -> Result<Vec<ThreeTexts>, BoxError> {
            let mut conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(select.statement().load(&mut *conn)?)
        };
        tokio::task::spawn_blocking(rows).await?
    }
}

fn connect(path: &str) -> Result<File, BoxError> {
    let mut conn = SqliteConnection::establish(&uri(path))?;
    conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; BEGIN;")?;
    Ok(File(Arc::new(Mutex::new(conn))))
}

/// The path as a URI that asks for reading only (<https://sqlite.org/uri.html>).
fn uri(path: &str) -> String {
    let mut uri = String::from("file:");
    for letter in path.chars() {
        match letter {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            other => uri.push(other),
        }
    }
    uri.push_str("?mode=ro");
    uri
}
