//! A server that goes away and comes back, played by a proxy that cuts all connections and
//! refuses new ones. SQLite has no server, so there these tests have nothing to do.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use better_auth_core::store::{SessionStore, StoreError};
use better_auth_diesel::DieselAdapter;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use url::Url;

use crate::support::{Fixture, at, new_session, nothing, race, token};

struct Proxy {
    address: SocketAddr,
    server: String,
    task: JoinHandle<()>,
}

impl Proxy {
    async fn start(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(forward(listener, server.clone()));
        Self { address, server, task }
    }

    /// Cuts the connections; until `restore`, new ones are refused.
    async fn cut(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    async fn restore(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.task = tokio::spawn(forward(listener, self.server.clone()));
    }
}

async fn forward(listener: TcpListener, server: String) {
    let mut connections = JoinSet::new();
    while let Ok((mut client, _)) = listener.accept().await {
        let server = server.clone();
        connections.spawn(async move {
            let mut server = TcpStream::connect(server).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        });
    }
}

/// A database with a session, an adapter that reaches it through the proxy, and the proxy; `None`
/// on SQLite.
async fn behind_proxy() -> Option<(Fixture, DieselAdapter, Proxy)> {
    let on = Fixture::new().await;
    let mut url = Url::parse(on.database.url()).unwrap();
    let default = if url.scheme() == "mysql" { 3306 } else { 5432 };
    let server = format!("{}:{}", url.host_str()?, url.port().unwrap_or(default));
    if url.scheme() == "sqlite" {
        return None;
    }
    on.user("ann").await;
    on.session("ann", "s1").await;
    let proxy = Proxy::start(server).await;
    url.set_ip_host(proxy.address.ip()).unwrap();
    url.set_port(Some(proxy.address.port())).unwrap();
    let adapter = DieselAdapter::connect(url.as_str()).await.unwrap();
    race((0..8).map(|_| {
        let adapter = adapter.clone();
        async move { adapter.list_sessions(&"ann".parse().unwrap(), at(1)).await.unwrap() }
    }))
    .await;
    assert!(adapter.find_session(&token("s1")).await.unwrap().is_some());
    Some((on, adapter, proxy))
}

#[tokio::test]
async fn a_server_that_is_away_is_told_at_once_and_found_again_when_it_is_back() {
    let Some((_on, adapter, mut proxy)) = behind_proxy().await else {
        return;
    };
    let ann = "ann".parse().unwrap();
    for round in 0..3 {
        proxy.cut().await;
        let start = Instant::now();
        for _ in 0..4 {
            let errors = [
                adapter.find_session(&token("s1")).await.unwrap_err(),
                adapter.list_sessions(&ann, at(1)).await.unwrap_err(),
                adapter.create_session(new_session("ann", "lost"), &nothing()).await.unwrap_err(),
            ];
            for error in errors {
                assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
            }
        }
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        proxy.restore().await;
        let name = format!("round-{round}");
        adapter.create_session(new_session("ann", &name), &nothing()).await.unwrap();
        assert!(adapter.find_session(&token("s1")).await.unwrap().is_some());
        assert!(adapter.find_session(&token("lost")).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_restart_that_nobody_noticed_costs_no_read() {
    let Some((_on, adapter, mut proxy)) = behind_proxy().await else {
        return;
    };
    let ann = "ann".parse().unwrap();
    for _ in 0..3 {
        proxy.cut().await;
        proxy.restore().await;
        assert_eq!(adapter.list_sessions(&ann, at(1)).await.unwrap().len(), 1);
        assert!(adapter.find_session(&token("s1")).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_transaction_whose_connection_breaks_is_not_repeated_and_leaves_nothing() {
    let Some((on, adapter, mut proxy)) = behind_proxy().await else {
        return;
    };
    let outcome: Result<(), StoreError> =
        better_auth_diesel::with_conn!(&adapter, transaction, |conn| {
            use diesel_async::RunQueryDsl;
            diesel::sql_query("DELETE FROM sessions").execute(conn).await?;
            proxy.cut().await;
            diesel::sql_query("DELETE FROM users").execute(conn).await?;
            Ok(())
        });
    let error = outcome.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(on.adapter.find_session(&token("s1")).await.unwrap().is_some());
}
