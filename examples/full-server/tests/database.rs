use std::time::Duration;

use better_auth_diesel::testing::TempDatabase;
use better_auth_diesel::{Backend, ConnectOptions, DieselAdapter, with_conn};
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

/// An empty database, and what an operator does to it.
pub(crate) struct Database(TempDatabase);

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Database {
    pub(crate) async fn create() -> Self {
        Self(TempDatabase::create().await.unwrap())
    }

    /// An SQLite file, whatever the others are.
    pub(crate) fn create_file() -> Self {
        Self(TempDatabase::create_file().unwrap())
    }

    pub(crate) fn url(&self) -> &str {
        self.0.url()
    }

    /// A connection beside those of the process.
    pub(crate) async fn adapter(&self) -> DieselAdapter {
        let patient = ConnectOptions::new().operation_timeout(Duration::from_secs(60));
        DieselAdapter::connect_with(self.url(), patient).await.unwrap()
    }

    pub(crate) async fn execute(&self, sql: &str) {
        let adapter = self.adapter().await;
        let done = with_conn!(&adapter, write, |conn| { Ok(conn.batch_execute(sql).await?) });
        done.unwrap();
    }

    /// How many rows there are: `count("users WHERE email_verified")`.
    pub(crate) async fn count(&self, rows: &str) -> i64 {
        let adapter = self.adapter().await;
        let sql = format!("SELECT COUNT(*) AS count FROM {rows}");
        let count = with_conn!(&adapter, read, |conn| {
            let found: Count = sql_query(&sql).get_result(conn).await?;
            Ok(found.count)
        });
        count.unwrap()
    }

    async fn lines(&self, sql: &str) -> Vec<String> {
        let adapter = self.adapter().await;
        let lines: Vec<Line> =
            with_conn!(&adapter, read, |conn| { Ok(sql_query(sql).load(conn).await?) }).unwrap();
        lines.into_iter().map(|line| line.line).collect()
    }

    /// Every column and index there is.
    pub(crate) async fn schema(&self) -> Vec<String> {
        let columns = "FROM information_schema.columns WHERE table_schema =";
        let sql = match self.adapter().await.backend() {
            Backend::Sqlite => {
                "SELECT name || COALESCE(sql, '') AS line FROM sqlite_master ORDER BY 1".to_owned()
            }
            Backend::Postgres => format!(
                "SELECT CONCAT(table_name, column_name, data_type, is_nullable) AS line {columns} \
                 'public' UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
                 ORDER BY 1"
            ),
            Backend::Mysql => format!(
                "SELECT CONCAT(table_name, column_name, column_type, is_nullable) AS line \
                 {columns} DATABASE() UNION SELECT CONCAT(table_name, index_name, column_name) \
                 FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1"
            ),
        };
        self.lines(&sql).await
    }

    /// What is wrong with the rows: the database's own check, and users, accounts and sessions
    /// of which one half is missing.
    pub(crate) async fn damage(&self) -> Vec<String> {
        let mut damage = Vec::new();
        if self.adapter().await.backend() == Backend::Sqlite {
            let sql = "SELECT integrity_check AS line FROM pragma_integrity_check";
            damage = self.lines(sql).await;
            damage.retain(|line| line != "ok");
        }
        for orphans in ORPHANS {
            if self.count(orphans).await > 0 {
                damage.push(orphans.to_owned());
            }
        }
        damage
    }
}

/// Halves of things, as [`Database::count`] counts them.
pub(crate) const ORPHANS: [&str; 3] = [
    "users WHERE id NOT IN (SELECT user_id FROM accounts)",
    "accounts WHERE user_id NOT IN (SELECT id FROM users)",
    "sessions WHERE user_id NOT IN (SELECT id FROM users)",
];
