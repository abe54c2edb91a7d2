use std::future::Future;
use std::time::Duration;

use better_auth_core::entity::{
    NewAccount, NewMail, NewSession, NewUser, NewVerification, Proof, Purpose, Verification,
};
use better_auth_core::fields::Additional;
use better_auth_core::migration::{CORE, Migrator};
use better_auth_core::password::PasswordHash;
use better_auth_core::sign_in::SignInMethod;
use better_auth_core::store::{
    ConsequenceStore, LoginName, SessionStore, UserStore, VerificationStore,
};
use better_auth_core::token::TokenHash;
use better_auth_core::{Assurance, Consequences, Email, Session, Timestamp, User};
use better_auth_diesel::DieselAdapter;
use better_auth_diesel::testing::TempDatabase;

/// What the tokens of the tests are for.
pub(crate) const RESET: Purpose = Purpose::new("reset-password");

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
        self.adapter
            .create_user_with_account(new_user(name), credential(name), &nothing())
            .await
            .unwrap()
    }

    /// A token of the user that expires at 100; its hash is its name.
    pub(crate) async fn token(&self, user: &str, name: &str) -> TokenHash {
        let new = new_verification(user, name);
        self.adapter.record(&with_token(new)).await.unwrap();
        token(name)
    }

    /// Whether somebody could still use the token.
    pub(crate) async fn has_unused(&self, token: &TokenHash) -> bool {
        let found = self.adapter.find_verification(RESET, token).await.unwrap();
        found.is_some_and(|token| token.consumed_at.is_none())
    }

    /// The user as it is now.
    pub(crate) async fn reread(&self, name: &str) -> User {
        self.adapter.find_user(&name.parse().unwrap()).await.unwrap().unwrap()
    }

    /// The hash of the user's password.
    pub(crate) async fn password(&self, user: &str) -> Option<String> {
        let login = self.adapter.find_password_login(LoginName::Username(user)).await.unwrap();
        login.unwrap().account.map(|(_, hash)| hash.as_str().to_owned())
    }

    /// The ids of the user's sessions, in order.
    pub(crate) async fn sessions(&self, user: &str) -> Vec<String> {
        let listed = self.adapter.list_sessions(&user.parse().unwrap(), at(0)).await.unwrap();
        let mut ids: Vec<_> = listed.iter().map(|session| session.id.to_string()).collect();
        ids.sort();
        ids
    }

    pub(crate) async fn session(&self, user: &str, name: &str) -> Session {
        self.adapter.create_session(new_session(user, name), &nothing()).await.unwrap().unwrap()
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
        additional: Additional::default(),
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
        assurance: Assurance::of(&SignInMethod::Password, at(0)),
        active_organization_id: None,
        active_team_id: None,
        impersonated_by: None,
        additional: Additional::default(),
    };
    NewSession { session, token_hash: token(name), credential_version: 0 }
}

/// A verification of a user that expires at 100; its token's hash is its name.
pub(crate) fn new_verification(user: &str, name: &str) -> NewVerification {
    let verification = Verification {
        id: name.parse().unwrap(),
        purpose: RESET.as_str().to_owned(),
        user_id: Some(user.parse().unwrap()),
        value: email(user).as_str().to_owned(),
        expires_at: at(100),
        created_at: at(0),
        consumed_at: None,
    };
    NewVerification { verification, token_hash: token(name) }
}

/// No consequences.
pub(crate) fn nothing() -> Consequences {
    Consequences::default()
}

/// Consequences of one token.
pub(crate) fn with_token(token: NewVerification) -> Consequences {
    let mut consequences = nothing();
    consequences.token(token);
    consequences
}

/// Consequences of one mail, written at 0.
pub(crate) fn with_mail(id: &str) -> Consequences {
    let mut consequences = nothing();
    consequences.mail(new_mail(id, 0));
    consequences
}

pub(crate) fn new_mail(id: &str, written: u64) -> NewMail {
    let sealed = format!("sealed {id}");
    NewMail { id: id.parse().unwrap(), kind: "hello", sealed, created_at: at(written) }
}

/// That somebody holds the token of that name.
pub(crate) fn proof(token: &TokenHash) -> Proof<'_> {
    Proof { purpose: RESET, token, user: None }
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
