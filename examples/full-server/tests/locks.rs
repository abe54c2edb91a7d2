//! A database that is locked by somebody else.

use better_auth_diesel::{Backend, DieselAdapter, with_conn};
use diesel_async::SimpleAsyncConnection;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::client::signing_in;
use crate::{Database, PASSWORD, Server};

/// Nobody else can write sessions until it is released.
struct Lock {
    release: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Lock {
    async fn take(database: &Database) -> Self {
        let adapter = database.adapter().await;
        let ((release, released), (say, taken)) = (oneshot::channel(), oneshot::channel());
        let task = tokio::spawn(hold(adapter, say, released));
        taken.await.expect("the lock is taken");
        Self { release, task }
    }

    async fn release(self) {
        self.release.send(()).expect("the lock is held");
        self.task.await.unwrap();
    }
}

/// Each database locks in its own words; those of MySQL end with the connection.
async fn hold(adapter: DieselAdapter, taken: oneshot::Sender<()>, released: oneshot::Receiver<()>) {
    let (lock, unlock) = match adapter.backend() {
        Backend::Sqlite => ("BEGIN EXCLUSIVE", "ROLLBACK"),
        Backend::Postgres => ("BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE", "ROLLBACK"),
        Backend::Mysql => ("LOCK TABLES sessions WRITE", "UNLOCK TABLES"),
    };
    let held = with_conn!(&adapter, write, |conn| {
        conn.batch_execute(lock).await?;
        let _ = taken.send(());
        let _ = released.await;
        Ok(conn.batch_execute(unlock).await?)
    });
    held.unwrap();
}

#[tokio::test]
async fn dur_05_a_locked_database_is_told_without_detail_and_forgotten_when_it_is_free() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let ada = server.client();
    ada.sign_up("ada").await.expect(200);
    let lock = Lock::take(&database).await;
    let sign_ins = (0..3).map(|_| ada.post("/sign-in/email", signing_in("ada", PASSWORD)));
    for answer in futures_util::future::join_all(sign_ins).await {
        let answer = answer.expect_error(503, "SERVICE_UNAVAILABLE");
        let text = answer.text().to_ascii_lowercase();
        for detail in ["lock", "sql", "session", "timeout", "busy", "table", "database"] {
            assert!(!text.contains(detail), "{text}");
        }
        assert!(answer.set_cookies().is_empty());
    }
    ada.get("/ok").await.expect(200);
    lock.release().await;
    let phone = server.client();
    phone.sign_in("ada").await.expect(200);
    assert!(phone.is_signed_in().await && ada.is_signed_in().await);
    assert_eq!(database.count("sessions").await, 2);
    let ended = server.stop().await;
    assert_eq!(ended.log.matches("ERROR").count(), 3, "each failure is logged: {}", ended.log);
}
