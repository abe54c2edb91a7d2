//! The handle on everything ([`Auth`]), its builder, and what the builder makes
//! ([`BetterAuth`]).

mod authenticate;
mod build;
mod life;
mod sweep;
mod user;

use std::any::{Any, TypeId};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Weak};

use axum::extract::FromRef;
use utoipa::openapi::OpenApi;

use crate::api::{SessionField, SessionResponse, UserField, UserResponse};
use crate::audit::AuditSeal;
use crate::clock::{Clock, Timestamp};
use crate::config::Settings;
use crate::cookie::Cookies;
use crate::entity::{Session, User};
use crate::error::ErrorCode;
use crate::event::{Event, EventSink};
use crate::layer::csrf::ForeignForm;
use crate::layer::rate_limit::Limiter;
use crate::migration::{MigrationError, MigrationName, MigrationSet, Migrator};
use crate::outbox::Outbox;
use crate::password::{Hasher, PasswordCheck};
use crate::plugin::{Hooks, Service};
use crate::random::Random;
use crate::secret::Keyring;
use crate::store::{
    AccountStore, ConsequenceStore, SessionStore, StoreError, UserStore, VerificationStore,
};

pub use authenticate::{CredentialSession, Presented};
pub use build::{AuthBuilder, BuildError, OnStart};
pub use sweep::Swept;

/// A cheap handle on the framework: settings, stores, keys, clock. Handlers, plugins and the
/// host application's state carry it; a clone is one atomic increment.
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    settings: Settings,
    keyring: Arc<Keyring>,
    audit: Option<AuditSeal>,
    cookies: Cookies,
    users: Arc<dyn UserStore>,
    sessions: Arc<dyn SessionStore>,
    accounts: Arc<dyn AccountStore>,
    verifications: Arc<dyn VerificationStore>,
    consequences: Arc<dyn ConsequenceStore>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    hasher: Hasher,
    password_checks: Vec<Arc<dyn PasswordCheck>>,
    outbox: Arc<Outbox>,
    limiter: Arc<Limiter>,
    sinks: Vec<Arc<dyn EventSink>>,
    hooks: Vec<Arc<dyn Hooks>>,
    rate_rules: Vec<crate::layer::rate_limit::RateRule>,
    foreign_forms: Vec<ForeignForm>,
    credential_tables: Vec<&'static str>,
    user_fields: Vec<UserField>,
    session_fields: Vec<SessionField>,
    open_to_credentials: HashSet<&'static str>,
    open_to_impersonation: HashSet<&'static str>,
}

impl Auth {
    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The server secrets' keys.
    pub fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// What seals the audit log; `None` unless a plugin [audits](crate::Plugin::audits).
    pub fn audit_seal(&self) -> Option<&AuditSeal> {
        self.0.audit.as_ref()
    }

    /// Writes and reads cookies.
    pub fn cookies(&self) -> &Cookies {
        &self.0.cookies
    }

    /// Users.
    pub fn users(&self) -> &dyn UserStore {
        &*self.0.users
    }

    /// Sessions.
    pub fn sessions(&self) -> &dyn SessionStore {
        &*self.0.sessions
    }

    /// Ways in.
    pub fn accounts(&self) -> &dyn AccountStore {
        &*self.0.accounts
    }

    /// Single-use tokens.
    pub fn verifications(&self) -> &dyn VerificationStore {
        &*self.0.verifications
    }

    /// The current moment.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The source of randomness.
    pub fn random(&self) -> &dyn Random {
        &*self.0.random
    }

    /// The bounded pool that hashes passwords.
    pub fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    /// What new passwords are asked about beyond the policy.
    pub(crate) fn password_checks(&self) -> &[Arc<dyn PasswordCheck>] {
        &self.0.password_checks
    }

    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.0.outbox
    }

    pub(crate) fn consequence_store(&self) -> &dyn ConsequenceStore {
        &*self.0.consequences
    }

    /// A handle that keeps nothing alive, for tasks in the background.
    pub(crate) fn downgrade(&self) -> WeakAuth {
        WeakAuth(Arc::downgrade(&self.0))
    }

    /// The counters of the rate limits, with the fallback for when their store fails.
    pub(crate) fn limiter(&self) -> &Arc<Limiter> {
        &self.0.limiter
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn random_source(&self) -> &Arc<dyn Random> {
        &self.0.random
    }

    /// The hooks of every plugin, in the order of the plugins.
    pub fn hooks(&self) -> &[Arc<dyn Hooks>] {
        &self.0.hooks
    }

    /// The rules of the application, then those of the plugins; the first that fits counts.
    pub(crate) fn rate_rules(&self) -> &[crate::layer::rate_limit::RateRule] {
        &self.0.rate_rules
    }

    /// The tables of plugins whose rows let somebody in.
    pub fn credential_tables(&self) -> &[&'static str] {
        &self.0.credential_tables
    }

    /// The routes that take forms of other sites.
    pub(crate) fn foreign_forms(&self) -> &[ForeignForm] {
        &self.0.foreign_forms
    }

    /// The framework's routes that take credentials of plugins.
    pub(crate) fn open_to_credentials(&self) -> &HashSet<&'static str> {
        &self.0.open_to_credentials
    }

    /// The framework's routes that can be used in the name of somebody else.
    pub(crate) fn open_to_impersonation(&self) -> &HashSet<&'static str> {
        &self.0.open_to_impersonation
    }

    /// Writes an event to the log and to every listener. For what is not worth a row in an audit
    /// log; everything else goes through [`announce`](Self::announce) or
    /// [`record`](Self::record).
    pub fn emit(&self, event: Event) {
        event.trace();
        for sink in &self.0.sinks {
            sink.record(&event);
        }
    }

    /// The wire form of a user.
    pub fn user_response(&self, user: User) -> UserResponse {
        UserResponse::new(user, &self.0.user_fields, &self.settings().user_fields)
    }

    /// The wire form of a session; `token` as [`SessionResponse::token`] says.
    pub fn session_response(&self, session: Session, token: String) -> SessionResponse {
        SessionResponse::new(
            session,
            token,
            &self.0.session_fields,
            &self.settings().session_fields,
        )
    }
}

/// An [`Auth`] that may be gone.
pub(crate) struct WeakAuth(Weak<Inner>);

impl WeakAuth {
    pub(crate) fn upgrade(&self) -> Option<Auth> {
        self.0.upgrade().map(Auth)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").field("base_url", &self.settings().base_url).finish_non_exhaustive()
    }
}

/// What the builder makes: the routes, the handle for the application's state, and the typed
/// services of the plugins.
#[derive(Clone)]
pub struct BetterAuth {
    auth: Auth,
    router: axum::Router,
    document: Arc<OpenApi>,
    services: Arc<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    migrator: Arc<dyn Migrator>,
    migrations: Arc<[MigrationSet]>,
    error_codes: Arc<[ErrorCode]>,
}

impl BetterAuth {
    /// Starts the configuration of an application on a database.
    pub fn builder<A: crate::store::Adapter>(adapter: A) -> AuthBuilder<A> {
        AuthBuilder::new(adapter)
    }

    /// The routes, mounted under the base path, to be merged into the application's router.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> axum::Router<S> {
        axum::Router::new().merge(self.router.clone().with_state(()))
    }

    /// Applies the rule against cross-site request forgery to routes of the application, as it
    /// holds for the routes of the framework: an unsafe request whose `Origin`, `Referer` or fetch
    /// metadata names a site that is not trusted gets 403, and so does one that carries a cookie
    /// and does not say where it comes from.
    ///
    /// Every route that changes something for a [`CurrentSession`](crate::CurrentSession) wants
    /// it: the session cookie is `SameSite=Lax`, which is no barrier to a sibling subdomain.
    pub fn protect<S: Clone + Send + Sync + 'static>(
        &self,
        routes: axum::Router<S>,
    ) -> axum::Router<S> {
        let rule = axum::middleware::from_fn_with_state(self.auth(), crate::layer::csrf::layer);
        routes.layer(rule)
    }

    /// The handle that the application's state carries.
    pub fn auth(&self) -> Auth {
        self.auth.clone()
    }

    /// The typed service of a plugin; `None` if the plugin is not plugged in.
    pub fn plugin<P: Service + 'static>(&self) -> Option<P::Handle> {
        let handle = self.services.get(&TypeId::of::<P>())?;
        handle.downcast_ref::<P::Handle>().cloned()
    }

    /// The OpenAPI document of every mounted route.
    pub fn openapi(&self) -> &OpenApi {
        &self.document
    }

    /// Every code that a failure of the mounted routes can have, in alphabetical order; for
    /// translations, and for clients that handle each of them.
    pub fn error_codes(&self) -> &[ErrorCode] {
        &self.error_codes
    }

    /// Runs the migrations that the database has not had yet. Says which they were.
    ///
    /// # Errors
    /// [`MigrationError`] when a statement failed; what ran before it stays recorded.
    pub async fn migrate(&self) -> Result<Vec<MigrationName>, MigrationError> {
        self.migrator.migrate_up(&self.migrations).await
    }

    /// The migrations that the database has not had yet.
    ///
    /// # Errors
    /// When the database can not be asked.
    pub async fn missing_migrations(&self) -> Result<Vec<MigrationName>, StoreError> {
        let applied = self.migrator.applied_migrations().await?;
        Ok(crate::migration::missing(&self.migrations, &applied))
    }

    /// Every migration of core and the plugins in use.
    pub fn migrations(&self) -> &[MigrationSet] {
        &self.migrations
    }
}

impl fmt::Debug for BetterAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BetterAuth").field("auth", &self.auth).finish_non_exhaustive()
    }
}

impl FromRef<BetterAuth> for Auth {
    fn from_ref(site: &BetterAuth) -> Self {
        site.auth.clone()
    }
}
