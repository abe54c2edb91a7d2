use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use better_auth_core::store::{SessionStore, UserStore};
use better_auth_diesel::{ConnectOptions, DieselAdapter, with_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tokio::sync::Notify;

use crate::support::{Fixture, at, credential, email, new_user, nothing};

diesel::table! {
    users (id) {
        id -> Text,
        name -> Text,
    }
}

/// Runs a transaction that changes a row, until it holds the row's lock; then drops it, as axum
/// drops a handler when the client leaves.
async fn leave_in_the_middle(adapter: &DieselAdapter) {
    let changed = Notify::new();
    let transaction = async {
        let outcome: Result<(), _> = with_conn!(adapter, transaction, |conn| {
            diesel::update(users::table.find("ann"))
                .set(users::name.eq("half-way"))
                .execute(conn)
                .await?;
            changed.notify_one();
            std::future::pending::<()>().await;
            Ok(())
        });
        outcome
    };
    tokio::select! {
        outcome = transaction => panic!("the transaction ended: {outcome:?}"),
        () = changed.notified() => {}
    }
}

#[tokio::test]
async fn a_transaction_that_is_dropped_half_way_is_rolled_back_and_blocks_nobody() {
    let on = Fixture::new().await;
    let user = on.user("ann").await;
    for _ in 0..20 {
        leave_in_the_middle(&on.adapter).await;
    }
    let id = user.id.clone();
    assert_eq!(on.adapter.find_user(&id).await.unwrap().unwrap().name, "ann");
    let renamed = with_conn!(&on.adapter, write, |conn| {
        Ok(diesel::update(users::table.find("ann"))
            .set(users::name.eq("after"))
            .execute(conn)
            .await?)
    });
    assert_eq!(renamed.unwrap(), 1);
}

/// Polls a future that many times, then drops it.
async fn poll_and_drop<F: Future>(future: F, polls: usize) {
    let mut future = pin!(future);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 || future.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        left -= 1;
        Poll::Pending
    })
    .await;
}

#[tokio::test]
async fn an_operation_dropped_at_any_point_leaves_the_adapter_working() {
    let on = Fixture::new().await;
    on.user("ann").await;
    for polls in 0..12 {
        let name = format!("user-{polls}");
        let adapter = &on.adapter;
        poll_and_drop(
            adapter.create_user_with_account(new_user(&name), credential(&name), &nothing()),
            polls,
        )
        .await;
        poll_and_drop(adapter.list_sessions(&"ann".parse().unwrap(), at(0)), polls).await;
    }
    on.user("bob").await;
    assert!(on.adapter.find_user_by_email(&email("bob")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_transaction_that_fails_is_rolled_back() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let outcome: Result<(), _> = with_conn!(&on.adapter, transaction, |conn| {
        diesel::update(users::table.find("ann"))
            .set(users::name.eq("half-way"))
            .execute(conn)
            .await?;
        Err(better_auth_core::store::StoreError::MissingReference.into())
    });
    assert!(outcome.is_err());
    let user = on.adapter.find_user_by_email(&email("ann")).await.unwrap().unwrap();
    assert_eq!(user.name, "ann");
}

#[tokio::test]
async fn who_finds_no_free_connection_in_time_is_told_that_the_database_is_busy() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let options =
        ConnectOptions::new().max_connections(1).checkout_timeout(Duration::from_millis(20));
    let adapter = DieselAdapter::connect_with(on.database.url(), options).await.unwrap();
    let entered = Notify::new();
    let holder = async {
        let _: Result<(), _> = with_conn!(&adapter, transaction, |conn| {
            let _ = conn;
            entered.notify_one();
            std::future::pending().await
        });
    };
    let second = async {
        entered.notified().await;
        adapter.create_user_with_account(new_user("bob"), credential("bob"), &nothing()).await
    };
    tokio::select! {
        () = holder => panic!("the transaction ended"),
        outcome = second => {
            let error = outcome.unwrap_err();
            assert!(matches!(error, better_auth_core::store::StoreError::Busy(_)), "{error:?}");
        }
    }
}
