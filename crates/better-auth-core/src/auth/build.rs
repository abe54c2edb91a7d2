use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::{Auth, BetterAuth, Inner};
use crate::audit::AuditSeal;
use crate::clock::{Clock, SystemClock};
use crate::config::{
    ConfigError, CookieOptions, ProxyOptions, RateLimitOptions, RawSettings, SessionOptions,
    Settings,
};
use crate::cookie::Cookies;
use crate::error::{ErrorCode, codes};
use crate::event::EventSink;
use crate::fields::Field;
use crate::layer::rate_limit::{Limiter, RateLimitStore};
use crate::mail::{Mailer, PlainTemplates, Templates};
use crate::migration::{self, MigrationError, MigrationName, MigrationSet};
use crate::openapi::schema_conflicts;
use crate::outbox::{MailDelivery, Outbox};
use crate::password::{Hasher, HashingOptions, PasswordCheck, PasswordPolicy};
use crate::plugin::{Mounted, Plugin};
use crate::random::{OsRandom, Random};
use crate::secret::{Keyring, SecretString};
use crate::store::{Adapter, StoreError};

/// What the builder does about migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnStart {
    /// Refuse to start while migrations are missing, and say which. Default.
    #[default]
    Check,
    /// Run what is missing, under a lock that lets several instances start together.
    Migrate,
    /// Do not ask the database; for tools that call [`BetterAuth::migrate`] themselves.
    Nothing,
}

/// An application that can not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A setting can not work.
    #[error("setting {0}")]
    Config(#[from] ConfigError),
    /// The same plugin twice.
    #[error("the plugin {0:?} is plugged in twice; remove one `.plugin(…)` call")]
    DuplicatePlugin(&'static str),
    /// Two plugins with one route.
    #[error(
        "the plugin {plugin:?} brings {method} {path}, which is there already; drop one of the two"
    )]
    DuplicateRoute {
        /// The second plugin.
        plugin: String,
        /// The HTTP method.
        method: String,
        /// The path.
        path: String,
    },
    /// Two plugins with different schemas of one name; the document would describe only one.
    #[error(
        "the plugin {plugin:?} has a schema {schema:?} that differs from another one of that name; rename it with `#[schema(as = …)]`"
    )]
    DuplicateSchema {
        /// The second plugin.
        plugin: String,
        /// The name in the OpenAPI document.
        schema: String,
    },
    /// Two migration sets with one owner.
    #[error("two migration sets belong to {0:?}; every plugin owns its tables under its own name")]
    DuplicateMigrations(&'static str),
    /// The database lacks migrations.
    #[error("the database lacks migrations: {}; run them with `.on_start(OnStart::Migrate)` or `BetterAuth::migrate`", list(.0))]
    MissingMigrations(Vec<MigrationName>),
    /// A migration failed.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The database can not be asked.
    #[error("the database can not be used")]
    Store(#[from] StoreError),
}

fn list(names: &[MigrationName]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
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

    /// Checks everything, mounts the plugins, and starts the background sweep.
    ///
    /// # Errors
    /// [`BuildError`], which says what to change.
    pub async fn build(mut self) -> Result<BetterAuth, BuildError> {
        let (mut settings, keyring) = std::mem::take(&mut self.raw).check()?;
        settings.plugins = self.plugins.iter().map(|plugin| plugin.name()).collect();
        settings.sends_mail = self.mailer.is_some();
        self.check_plugins(&settings)?;
        let migrations = self.migrations()?;
        self.prepare_database(&migrations).await?;
        let (adapter, plugins) = (self.adapter.clone(), std::mem::take(&mut self.plugins));
        let delivery = self.delivery;
        let auth = self.context(settings, keyring, &plugins);
        auth.spawn_sweeper();
        if delivery == MailDelivery::Background {
            auth.spawn_postmen();
        }
        let mounted = plugins.iter().map(|plugin| (plugin.name(), plugin.mount(&auth, &adapter)));
        let (router, services) = merge(mounted)?;
        crate::openapi::check_fields(router.get_openapi(), auth.settings())?;
        let (router, document) = crate::routes::mount(router, &auth);
        Ok(BetterAuth {
            auth,
            router,
            document,
            services: Arc::new(services),
            migrator: adapter,
            migrations: migrations.into(),
            error_codes: error_codes(&plugins),
        })
    }

    fn check_plugins(&self, settings: &Settings) -> Result<(), BuildError> {
        let mut names = HashSet::new();
        for plugin in &self.plugins {
            if !names.insert(plugin.name()) {
                return Err(BuildError::DuplicatePlugin(plugin.name()));
            }
            plugin.check(settings)?;
        }
        Ok(())
    }

    fn migrations(&self) -> Result<Vec<MigrationSet>, BuildError> {
        let mut sets = vec![migration::CORE];
        for set in self.plugins.iter().filter_map(|plugin| plugin.migrations()) {
            if sets.iter().any(|other| other.owner == set.owner) {
                return Err(BuildError::DuplicateMigrations(set.owner));
            }
            sets.push(set);
        }
        Ok(sets)
    }

    async fn prepare_database(&self, migrations: &[MigrationSet]) -> Result<(), BuildError> {
        match self.on_start {
            OnStart::Nothing => Ok(()),
            OnStart::Migrate => {
                for name in self.adapter.migrate_up(migrations).await? {
                    tracing::info!(%name, "migrated");
                }
                Ok(())
            }
            OnStart::Check => {
                let applied = self.adapter.applied_migrations().await?;
                let missing = migration::missing(migrations, &applied);
                if missing.is_empty() {
                    Ok(())
                } else {
                    Err(BuildError::MissingMigrations(missing))
                }
            }
        }
    }

    fn context(self, settings: Settings, keyring: Keyring, plugins: &[Box<dyn Plugin<A>>]) -> Auth {
        let (adapter, keyring) = (self.adapter, Arc::new(keyring));
        let audits = plugins.iter().any(|plugin| plugin.audits());
        let rules = settings.rate_limit.rules.iter().cloned();
        let rate_rules =
            rules.chain(plugins.iter().flat_map(|plugin| plugin.rate_rules())).collect();
        let session_fields = plugins.iter().flat_map(|plugin| plugin.session_fields());
        Auth(Arc::new(Inner {
            cookies: Cookies::new(&settings),
            hasher: Hasher::new(&settings.hashing, self.random.clone()),
            password_checks: self.password_checks,
            audit: audits.then(|| AuditSeal::new(keyring.clone())),
            keyring,
            users: adapter.clone(),
            sessions: adapter.clone(),
            accounts: adapter.clone(),
            verifications: adapter.clone(),
            consequences: adapter.clone(),
            outbox: Arc::new(Outbox::new(adapter.clone(), self.mailer, self.templates)),
            clock: self.clock,
            random: self.random,
            limiter: Arc::new(Limiter::new(self.rate_limits)),
            sinks: self.sinks,
            hooks: plugins.iter().filter_map(|plugin| plugin.hooks(&adapter)).collect(),
            rate_rules,
            credential_tables: plugins
                .iter()
                .flat_map(|plugin| plugin.credential_tables())
                .copied()
                .collect(),
            foreign_forms: plugins
                .iter()
                .flat_map(|plugin| plugin.foreign_forms())
                .copied()
                .collect(),
            user_fields: plugins.iter().flat_map(|plugin| plugin.user_fields()).copied().collect(),
            session_fields: session_fields.copied().collect(),
            settings,
        }))
    }
}

impl<A> fmt::Debug for AuthBuilder<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder").field("settings", &self.raw).finish_non_exhaustive()
    }
}

/// The codes of core and of the plugins, each once.
fn error_codes<A: 'static>(plugins: &[Box<dyn Plugin<A>>]) -> Arc<[ErrorCode]> {
    let core = [codes::ALL, crate::password::codes::ALL, crate::address::codes::ALL].into_iter();
    let all = core.chain(plugins.iter().map(|plugin| plugin.error_codes())).flatten();
    let by_name: BTreeMap<_, _> = all.map(|code| (code.code, *code)).collect();
    by_name.into_values().collect()
}

type Services = HashMap<std::any::TypeId, Arc<dyn std::any::Any + Send + Sync>>;

/// Merges the routes of the plugins; axum would panic on a route that is there twice.
fn merge(
    mounted: impl Iterator<Item = (&'static str, Mounted)>,
) -> Result<(OpenApiRouter, Services), BuildError> {
    let core = crate::routes::described();
    let mut taken = crate::routes::taken();
    let mut router = OpenApiRouter::new();
    let mut services = Services::new();
    for (plugin, mounted) in mounted {
        for (method, path) in crate::openapi::operations(mounted.router.get_openapi()) {
            if !taken.insert((method.clone(), crate::openapi::shape(&path))) {
                return Err(BuildError::DuplicateRoute { plugin: plugin.to_owned(), method, path });
            }
        }
        let conflict = |other| schema_conflicts(other, mounted.router.get_openapi()).pop();
        if let Some(schema) = conflict(&core).or_else(|| conflict(router.get_openapi())) {
            return Err(BuildError::DuplicateSchema { plugin: plugin.to_owned(), schema });
        }
        router = router.merge(mounted.router);
        services.extend(mounted.service);
    }
    Ok((router, services))
}
