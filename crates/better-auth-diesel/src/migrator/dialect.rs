use crate::backend::Backend;

/// What the databases say differently when they migrate.
#[derive(Debug)]
pub(super) struct Dialect {
    /// Run once on the connection, which is closed at the end.
    pub(super) prepare: &'static str,
    /// Asks for the lock of the whole run; 1 is yes.
    pub(super) lock: Option<&'static str>,
    /// Gives it back, without waiting for the connection to be closed.
    pub(super) unlock: Option<&'static str>,
    /// Before each migration.
    pub(super) begin: &'static str,
    /// After each migration.
    pub(super) commit: &'static str,
    /// Makes the table of records.
    pub(super) create_table: &'static str,
    /// Whether the table of records is there.
    pub(super) has_table: &'static str,
}

impl Dialect {
    pub(super) fn of(backend: Backend) -> &'static Self {
        match backend {
            Backend::Sqlite => &SQLITE,
            Backend::Postgres => &POSTGRES,
            Backend::Mysql => &MYSQL,
        }
    }
}

const SQLITE: Dialect = Dialect {
    prepare: "PRAGMA busy_timeout = 60000",
    lock: None,
    unlock: None,
    begin: "BEGIN IMMEDIATE",
    commit: "COMMIT",
    create_table: "CREATE TABLE IF NOT EXISTS better_auth_migrations (\
         owner TEXT NOT NULL, \
         version TEXT NOT NULL, \
         applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, \
         PRIMARY KEY (owner, version))",
    has_table: "SELECT count(*) AS answer FROM sqlite_master \
         WHERE type = 'table' AND name = 'better_auth_migrations'",
};

/// The number is the lock's name: any number that no other program takes.
const POSTGRES: Dialect = Dialect {
    prepare: "SET statement_timeout = 0; SET lock_timeout = '60s'; \
         SET idle_in_transaction_session_timeout = 0; SET client_min_messages = warning",
    lock: None,
    unlock: None,
    begin: "BEGIN; SELECT pg_advisory_xact_lock(4702111234474983745)",
    commit: "COMMIT",
    create_table: "CREATE TABLE IF NOT EXISTS better_auth_migrations (\
         owner TEXT NOT NULL, \
         version TEXT NOT NULL, \
         applied_at TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'), \
         PRIMARY KEY (owner, version))",
    has_table: "SELECT count(*) AS answer FROM pg_class \
         WHERE oid = to_regclass('better_auth_migrations')",
};

/// Names of locks are shared by all databases of a server.
const MYSQL: Dialect = Dialect {
    prepare: "DO 0",
    lock: Some(
        "SELECT CAST(GET_LOCK(CONCAT('better_auth_', MD5(DATABASE())), 60) AS SIGNED) AS answer",
    ),
    unlock: Some("DO RELEASE_LOCK(CONCAT('better_auth_', MD5(DATABASE())))"),
    begin: "DO 0",
    commit: "DO 0",
    create_table: "CREATE TABLE IF NOT EXISTS better_auth_migrations (\
         owner VARCHAR(64) NOT NULL, \
         version VARCHAR(64) NOT NULL, \
         applied_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), \
         PRIMARY KEY (owner, version)) \
         DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    has_table: "SELECT count(*) AS answer FROM information_schema.tables \
         WHERE table_schema = DATABASE() AND table_name = 'better_auth_migrations'",
};
