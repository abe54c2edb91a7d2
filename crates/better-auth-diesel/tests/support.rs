use std::future::Future;
use std::time::Duration;

use better_auth_core::entity::{NewAccount, NewSession, NewUser, NewVerification, Verification};
use better_auth_core::migration::{CORE, Migrator};
use better_auth_core::password::PasswordHash;
use better_auth_core::store::{SessionStore, UserStore};
use better_auth_core::token::TokenHash;
use better_auth_core::{Email, Session, Timestamp, User};
use better_auth_diesel::DieselAdapter;
use better_auth_diesel::testing::TempDatabase;

/// A database with core's tables. The adapter comes first, so that it is dropped first.
pub(crate) struct Fixture {
    pub(crate) adapter: DieselAdapter,
    pub(crate) database: TempDatabase,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let this = Self::empty().await;
        this.adapter.migrate_up(&[CORE]).await.unwrap();
        this
    }

    pub(crate) async fn empty() -> Self {
        let database = TempDatabase::create().await.unwrap();
        let adapter = DieselAdapter::connect(database.url()).await.unwrap();
        Self { adapter, database }
    }

    pub(crate) async fn user(&self, name: &str) -> User {
        self.adapter.create_user_with_account(new_user(name), credential(name)).await.unwrap()
    }

    pub(crate) async fn session(&self, user: &str, name: &str) -> Session {
        self.adapter.create_session(new_session(user, name)).await.unwrap()
    }
}

/// A moment, in seconds after an arbitrary one, with milliseconds that a database could lose.
pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(1_772_600_767_123).plus(Duration::from_secs(seconds))
}

pub(crate) fn email(name: &str) -> Email {
    format!("{name}@example.com").parse().unwrap()
}

pub(crate) fn new_user(name: &str) -> NewUser {
    NewUser {
        id: name.parse().unwrap(),
        name: name.to_owned(),
        email: email(name),
        email_verified: true,
        image: None,
        username: Some(name.to_owned()),
        display_username: Some(name.to_uppercase()),
        created_at: at(0),
    }
}

pub(crate) fn hash(text: &str) -> PasswordHash {
    PasswordHash::from_store(text.to_owned())
}

pub(crate) fn token(text: &str) -> TokenHash {
    TokenHash::from_store(text.to_owned())
}

pub(crate) fn credential(user: &str) -> NewAccount {
    let id = format!("account-{user}").parse().unwrap();
    NewAccount::credential(id, user.parse().unwrap(), hash("old"), at(0))
}

/// A session that expires at 100; its token's hash is its name.
pub(crate) fn new_session(user: &str, name: &str) -> NewSession {
    let session = Session {
        id: name.parse().unwrap(),
        user_id: user.parse().unwrap(),
        expires_at: at(100),
        created_at: at(0),
        updated_at: at(0),
        ip_address: Some("192.0.2.1".to_owned()),
        user_agent: None,
        remembered: true,
    };
    NewSession { session, token_hash: token(name) }
}

/// A verification that expires at 100; its token's hash is its name.
pub(crate) fn new_verification(name: &str) -> NewVerification {
    let verification = Verification {
        id: name.parse().unwrap(),
        purpose: "reset-password".to_owned(),
        value: "{\"user\":\"ann\"}".to_owned(),
        expires_at: at(100),
        created_at: at(0),
    };
    NewVerification { verification, token_hash: token(name) }
}

/// What all of them answered that were started at the same time.
pub(crate) async fn race<F>(racers: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let tasks: Vec<_> = racers.into_iter().map(tokio::spawn).collect();
    let mut answers = Vec::with_capacity(tasks.len());
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

/// How many racers there are, and how often they race.
pub(crate) const RACERS: usize = 16;
pub(crate) const ROUNDS: usize = 20;
