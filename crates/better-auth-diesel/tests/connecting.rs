use std::time::{Duration, Instant};

use better_auth_core::migration::{CORE, Migrator};
#[cfg(feature = "sqlite")]
use better_auth_diesel::testing::TempDatabase;
use better_auth_diesel::{Backend, ConnectError, ConnectOptions, DieselAdapter};

use crate::support::Fixture;

#[tokio::test]
async fn a_connected_adapter_answers_a_ping_and_names_its_backend() {
    let on = Fixture::empty().await;
    on.adapter.ping().await.unwrap();
    let scheme = on.database.url().split(':').next().unwrap();
    let expected = match scheme {
        "sqlite" => Backend::Sqlite,
        "postgres" | "postgresql" => Backend::Postgres,
        _ => Backend::Mysql,
    };
    assert_eq!(on.adapter.backend(), expected);
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_a_clear_error() {
    let error = DieselAdapter::connect("sqlite:///no/such/folder/app.db").await.unwrap_err();
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");
    assert!(error.to_string().contains("/no/such/folder/app.db"), "{error}");
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
#[tokio::test]
async fn a_server_that_is_not_there_is_told_within_seconds_and_without_the_password() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut urls = Vec::new();
    if cfg!(feature = "postgres") {
        urls.push(format!("postgres://ann:s3cret@{free}/app"));
    }
    if cfg!(feature = "mysql") {
        urls.push(format!("mysql://ann:s3cret@{free}/app"));
    }
    for url in urls {
        let start = Instant::now();
        let error = DieselAdapter::connect(&url).await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(3));
        assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    }
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let scheme = if cfg!(feature = "postgres") { "postgres" } else { "mysql" };
    let options = ConnectOptions::new().connect_timeout(Duration::from_millis(100));
    let url = format!("{scheme}://ann@{address}/app");
    let start = Instant::now();
    let error = DieselAdapter::connect_with(&url, options).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(3));
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");
}

#[cfg(not(feature = "postgres"))]
#[tokio::test]
async fn a_database_that_is_not_compiled_in_names_its_feature() {
    let error = DieselAdapter::connect("postgres://localhost/app").await.unwrap_err();
    assert!(error.to_string().contains("feature `postgres`"), "{error}");
    assert!(matches!(error, ConnectError::MissingFeature { backend: Backend::Postgres }));
    let _ = (Duration::ZERO, Instant::now(), ConnectOptions::new());
}

#[tokio::test]
async fn debug_shows_where_and_not_the_password() {
    let on = Fixture::empty().await;
    let shown = format!("{:?}", on.adapter);
    assert!(shown.starts_with("DieselAdapter("), "{shown}");
    assert!(!shown.contains('@'), "{shown}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let database = better_auth_diesel::testing::TempDatabase::create_file().unwrap();
    let adapter = DieselAdapter::connect(database.url()).await.unwrap();
    adapter.migrate_up(&[CORE]).await.unwrap();
    let path = database.url().strip_prefix("sqlite://").unwrap();
    for path in [path.to_owned(), format!("{path}-wal")] {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}");
    }
}

/// SQLite by itself does not wait here: the switch to WAL begins as a read.
#[cfg(feature = "sqlite")]
#[tokio::test]
async fn a_new_file_that_another_process_sets_up_is_waited_for() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, SqliteConnection};

    let database = TempDatabase::create_file().unwrap();
    let path = database.url().trim_start_matches("sqlite://");
    let mut other = SqliteConnection::establish(path).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let patience = Duration::from_millis(100);
    let options = ConnectOptions::new().busy_timeout(patience);
    let start = Instant::now();
    let error = DieselAdapter::connect_with(database.url(), options.clone()).await.unwrap_err();
    assert!(start.elapsed() >= patience, "{:?}", start.elapsed());
    assert!(format!("{error:?}").contains("locked"), "{error:?}");
    other.batch_execute("ROLLBACK").unwrap();
    DieselAdapter::connect_with(database.url(), options).await.unwrap();
}
