mod assembly;
mod error;

use std::fmt;
use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::config::{CookieOptions, ProxyOptions, RateLimitOptions, RawSettings, SessionOptions};
use crate::event::EventSink;
use crate::fields::Field;
use crate::layer::rate_limit::RateLimitStore;
use crate::mail::{Mailer, PlainTemplates, Templates};
use crate::outbox::MailDelivery;
use crate::password::{HashingOptions, PasswordCheck, PasswordPolicy};
use crate::plugin::Plugin;
use crate::random::{OsRandom, Random};
use crate::secret::SecretString;
use crate::store::Adapter;

pub use error::BuildError;

/// What the builder does about migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnStart {
    /// Refuse to start while migrations are missing, and say which. Default.
    #[default]
    Check,
    /// Run what is missing, under a lock that lets several instances start together.
    Migrate,
    /// Do not ask the database; for tools that call [`BetterAuth::migrate`](crate::BetterAuth::migrate) themselves.
    Nothing,
}

/// Configures an application. Every setting has a default but the secret.
pub struct AuthBuilder<A> {
    adapter: Arc<A>,
    raw: RawSettings,
    plugins: Vec<Box<dyn Plugin<A>>>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    password_checks: Vec<Arc<dyn PasswordCheck>>,
    mailer: Option<Arc<dyn Mailer>>,
    templates: Arc<dyn Templates>,
    delivery: MailDelivery,
    rate_limits: Option<Arc<dyn RateLimitStore>>,
    sinks: Vec<Arc<dyn EventSink>>,
    on_start: OnStart,
}

impl<A: Adapter> AuthBuilder<A> {
    pub(super) fn new(adapter: A) -> Self {
        Self {
            adapter: Arc::new(adapter),
            raw: RawSettings::default(),
            plugins: Vec::new(),
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
            password_checks: Vec::new(),
            mailer: None,
            templates: Arc::new(PlainTemplates),
            delivery: MailDelivery::default(),
            rate_limits: None,
            sinks: Vec::new(),
            on_start: OnStart::default(),
        }
    }

    /// The server secret: at least 32 random characters. Everything that is signed or encrypted
    /// depends on it; keep it out of the source code.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.raw.secrets.insert(0, secret.into());
        self
    }

    /// A secret of the past: what it signed or encrypted stays valid, nothing new is made with
    /// it. May be called several times.
    #[must_use]
    pub fn older_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.raw.secrets.push(secret.into());
        self
    }

    /// The public origin of the application, as `https://app.example.com`. Links in mails and the
    /// names of the cookies depend on it. Default `http://localhost:3000`.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.raw.base_url = url.into();
        self
    }

    /// The path under which the routes are mounted. Default `/auth`.
    #[must_use]
    pub fn base_path(mut self, path: impl Into<String>) -> Self {
        self.raw.base_path = path.into();
        self
    }

    /// What people know the application as. Default `Better Auth`.
    #[must_use]
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.raw.app_name = name.into();
        self
    }

    /// One more origin that may send requests and be redirected to, as
    /// `https://www.example.com` or `https://*.example.com`. See
    /// [`TrustedOrigins`](crate::layer::origin::TrustedOrigins) for the patterns.
    #[must_use]
    pub fn trusted_origin(mut self, pattern: impl Into<String>) -> Self {
        self.raw.trusted_origins.push(pattern.into());
        self
    }

    /// How long sessions live.
    #[must_use]
    pub fn session(mut self, options: SessionOptions) -> Self {
        self.raw.session = options;
        self
    }

    /// How cookies are written.
    #[must_use]
    pub fn cookies(mut self, options: CookieOptions) -> Self {
        self.raw.cookies = options;
        self
    }

    /// How often routes may be called.
    #[must_use]
    pub fn rate_limit(mut self, options: RateLimitOptions) -> Self {
        self.raw.rate_limit = options;
        self
    }

    /// Whose word counts about a client's address.
    #[must_use]
    pub fn proxies(mut self, options: ProxyOptions) -> Self {
        self.raw.proxies = options;
        self
    }

    /// What new passwords must be like.
    #[must_use]
    pub fn password_policy(mut self, policy: PasswordPolicy) -> Self {
        self.raw.password_policy = policy;
        self
    }

    /// One more question about new passwords, asked after the policy. Several are asked in the
    /// order in which they were added; put what asks another server last. Default none.
    #[must_use]
    pub fn password_check(mut self, check: impl PasswordCheck + 'static) -> Self {
        self.password_checks.push(Arc::new(check));
        self
    }

    /// Cost of password hashing.
    #[must_use]
    pub fn hashing(mut self, options: HashingOptions) -> Self {
        self.raw.hashing = options;
        self
    }

    /// Largest body that is read, in bytes. Default 65,536.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.raw.body_limit = bytes;
        self
    }

    /// Whether cross-origin requests of trusted origins get CORS headers. Default true; give
    /// false if a layer of your own sets them.
    #[must_use]
    pub fn cors(mut self, on: bool) -> Self {
        self.raw.cors = on;
        self
    }

    /// Declares a field of users: clients send and read it as one of core's own, checked by its
    /// type. Server code finds it in [`User::additional`](crate::User::additional).
    ///
    /// ```
    /// # use better_auth_core::{AuthBuilder, fields::Field, store::Adapter};
    /// # fn example<A: Adapter>(builder: AuthBuilder<A>) -> AuthBuilder<A> {
    /// builder
    ///     .user_field(Field::text("phone").max_length(32))
    ///     .user_field(Field::one_of("plan", ["free", "pro"]).default("free").read_only())
    /// # }
    /// ```
    #[must_use]
    pub fn user_field(mut self, field: Field) -> Self {
        self.raw.user_fields.push(field);
        self
    }

    /// Declares a field of sessions. Clients set it by `/update-session`; server code finds it in
    /// [`Session::additional`](crate::Session::additional).
    #[must_use]
    pub fn session_field(mut self, field: Field) -> Self {
        self.raw.session_fields.push(field);
        self
    }

    /// Switches a part of the framework on.
    #[must_use]
    pub fn plugin(mut self, plugin: impl Plugin<A>) -> Self {
        self.plugins.push(Box::new(plugin));
        self
    }

    /// Who takes mails. Default nobody: what needs a mail is switched off then, or refused at start.
    #[must_use]
    pub fn mailer(mut self, mailer: impl Mailer + 'static) -> Self {
        self.mailer = Some(Arc::new(mailer));
        self
    }

    /// How mails are written. Default: plain text, in English.
    #[must_use]
    pub fn mail_templates(mut self, templates: impl Templates + 'static) -> Self {
        self.templates = Arc::new(templates);
        self
    }

    /// When mails leave the outbox. Default: at once, in the background.
    #[must_use]
    pub fn mail_delivery(mut self, delivery: MailDelivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Where the rate limits are counted. Default: in this process.
    #[must_use]
    pub fn rate_limit_store(mut self, store: impl RateLimitStore + 'static) -> Self {
        self.rate_limits = Some(Arc::new(store));
        self
    }

    /// One more listener to events.
    #[must_use]
    pub fn event_sink(mut self, sink: impl EventSink + 'static) -> Self {
        self.sinks.push(Arc::new(sink));
        self
    }

    /// The clock, for tests. Default: the machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The source of randomness, for tests. Default: the operating system's.
    #[must_use]
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// What to do about migrations. Default: refuse to start while some are missing.
    #[must_use]
    pub fn on_start(mut self, on_start: OnStart) -> Self {
        self.on_start = on_start;
        self
    }
}

impl<A> fmt::Debug for AuthBuilder<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder").field("settings", &self.raw).finish_non_exhaustive()
    }
}
