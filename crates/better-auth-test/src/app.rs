use std::sync::Arc;

use better_auth_core::auth::OnStart;
use better_auth_core::config::RateLimitOptions;
use better_auth_core::outbox::MailDelivery;
use better_auth_core::password::HashingOptions;
use better_auth_core::{Auth, AuthBuilder, BetterAuth};
use better_auth_diesel::DieselAdapter;
use better_auth_diesel::testing::TempDatabase;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::clock::FakeClock;
use crate::database;
use crate::mailbox::Mailbox;
use crate::observed::Observed;
use crate::response::TestResponse;

/// The origin at which a test application is reached.
pub const ORIGIN: &str = "http://localhost:3000";

/// The secret of a test application.
pub const SECRET: &str = "0123456789abcdefghijklmnopqrstuvwxyz-test-secret";

/// A whole application on a database of its own, with a clock that the test moves.
///
/// The database is a SQLite file in a temporary folder, or a fresh database on the server that
/// `TEST_DATABASE_URL` names. Password hashing is cheap, and rate limits are off unless the test
/// switches them on; everything else is as in production.
#[derive(Debug)]
pub struct TestApp {
    site: BetterAuth,
    router: axum::Router,
    adapter: DieselAdapter,
    clock: FakeClock,
    mailbox: Mailbox,
    observed: Observed,
    database: Arc<TempDatabase>,
}

/// The builder of the application under test, before [`TestApp::build`] completes it.
pub type TestAppBuilder = AuthBuilder<DieselAdapter>;

impl TestApp {
    /// Builds an application; `configure` plugs the plugins in.
    ///
    /// # Panics
    /// When the application does not start.
    pub async fn build(configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder) -> Self {
        Self::with_routes(configure, |_| axum::Router::new()).await
    }

    /// Builds an application that sends no mail.
    ///
    /// # Panics
    /// When the application does not start.
    pub async fn without_mailer(configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder) -> Self {
        Self::assemble(configure, |_| axum::Router::new(), |builder, _| builder).await
    }

    /// Builds an application with routes of its own beside those of the framework.
    ///
    /// # Panics
    /// When the application does not start.
    pub async fn with_routes(
        configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder,
        routes: impl FnOnce(&BetterAuth) -> axum::Router,
    ) -> Self {
        Self::assemble(configure, routes, |builder, mailbox| builder.mailer(mailbox)).await
    }

    async fn assemble(
        configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder,
        routes: impl FnOnce(&BetterAuth) -> axum::Router,
        mailing: impl FnOnce(TestAppBuilder, Mailbox) -> TestAppBuilder,
    ) -> Self {
        let database = TempDatabase::create().await.expect("a test database can be made");
        let world = (FakeClock::default(), Mailbox::default(), Observed::default());
        Self::start(Arc::new(database), world, configure, routes, mailing).await
    }

    /// Starts the application again on its database, perhaps with other settings: a new version
    /// of it, or one with another secret. Clock, mails and events go on.
    ///
    /// # Panics
    /// When the application does not start.
    pub async fn restart(self, configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder) -> Self {
        let Self { clock, mailbox, observed, database, .. } = self;
        let world = (clock, mailbox, observed);
        let mailing = |builder: TestAppBuilder, mailbox| builder.mailer(mailbox);
        Self::start(database, world, configure, |_| axum::Router::new(), mailing).await
    }

    async fn start(
        database: Arc<TempDatabase>,
        (clock, mailbox, observed): (FakeClock, Mailbox, Observed),
        configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder,
        routes: impl FnOnce(&BetterAuth) -> axum::Router,
        mailing: impl FnOnce(TestAppBuilder, Mailbox) -> TestAppBuilder,
    ) -> Self {
        let adapter =
            DieselAdapter::connect(database.url()).await.expect("the test database answers");
        let builder = BetterAuth::builder(adapter.clone())
            .secret(SECRET)
            .base_url(ORIGIN)
            .hashing(HashingOptions::insecure_for_tests())
            .rate_limit(RateLimitOptions { enabled: false, ..RateLimitOptions::default() })
            .clock(clock.clone())
            .mail_delivery(MailDelivery::OnDemand)
            .event_sink(observed.clone())
            .on_start(OnStart::Migrate);
        let site = configure(mailing(builder, mailbox.clone()))
            .build()
            .await
            .expect("the application starts");
        let router = routes(&site).merge(site.router());
        Self { site, router, adapter, clock, mailbox, observed, database }
    }

    /// The application under test.
    pub fn site(&self) -> &BetterAuth {
        &self.site
    }

    /// The handle on the framework.
    pub fn auth(&self) -> Auth {
        self.site.auth()
    }

    /// The clock.
    pub fn clock(&self) -> &FakeClock {
        &self.clock
    }

    /// The mails. Each is there as soon as the request has been answered that caused it.
    pub fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    /// The events.
    pub fn observed(&self) -> &Observed {
        &self.observed
    }

    /// The database.
    pub fn adapter(&self) -> &DieselAdapter {
        &self.adapter
    }

    /// The URL of the database, for another program that works on it.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), self.site.auth(), self.database.clone())
    }

    /// Signs somebody up under `<name>@example.com` with the password [`PASSWORD`], and hands
    /// out their browser and the answer. Needs the email-password plugin.
    ///
    /// # Panics
    /// When the sign-up is refused.
    pub async fn sign_up(&self, name: &str) -> (Browser, Value) {
        let browser = self.browser();
        let body = json!({
            "name": name,
            "email": format!("{name}@example.com"),
            "password": PASSWORD,
        });
        let answer = browser.post("/sign-up/email", body).await.expect(200).json();
        (browser, answer)
    }

    /// Signs somebody in who [signed up](Self::sign_up) before, in a new browser.
    pub async fn sign_in(&self, name: &str) -> (Browser, TestResponse) {
        let browser = self.browser();
        let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
        let response = browser.post("/sign-in/email", body).await;
        (browser, response)
    }

    /// Runs a statement on the database, in SQL that all three understand. Says how many rows
    /// it touched.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn execute(&self, sql: &str) -> u64 {
        database::execute(&self.adapter, sql).await.expect("the database takes the statement")
    }

    /// How many rows there are: `count("users")`, `count("users WHERE email_verified")`.
    ///
    /// # Panics
    /// When the database refuses the question.
    pub async fn count(&self, rows: &str) -> i64 {
        database::count(&self.adapter, &format!("FROM {rows}"))
            .await
            .expect("the rows can be counted")
    }

    /// Every table and column that names a user (`user_id`, `…_user_id`) and does not refer to
    /// `users` with `ON DELETE CASCADE`. There must be none: deleting a user relies on it.
    ///
    /// # Panics
    /// When the catalog of the database can not be read.
    pub async fn user_columns_without_cascade(&self) -> Vec<String> {
        let found = database::user_columns_without_cascade(&self.adapter).await;
        found.expect("the catalog can be read")
    }

    /// Every table and column whose content has the text somewhere, as a thief of the database
    /// would find it.
    pub async fn columns_with(&self, text: &str) -> Vec<String> {
        database::columns_with(&self.adapter, text).await.expect("the database can be searched")
    }
}

/// The password of everybody who [signs up](TestApp::sign_up).
pub const PASSWORD: &str = "correct horse battery staple";
