//! From the settings to an application that runs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use super::{AuthBuilder, BuildError, OnStart};
use crate::audit::AuditSeal;
use crate::auth::{Auth, BetterAuth, Inner};
use crate::config::Settings;
use crate::cookie::Cookies;
use crate::error::{ErrorCode, codes};
use crate::layer::rate_limit::Limiter;
use crate::migration::{self, MigrationSet};
use crate::openapi::schema_conflicts;
use crate::outbox::{MailDelivery, Outbox};
use crate::password::Hasher;
use crate::plugin::{Mounted, Plugin};
use crate::secret::Keyring;
use crate::store::Adapter;

impl<A: Adapter> AuthBuilder<A> {
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
            credential_tables: gather(plugins, |plugin| plugin.credential_tables()),
            foreign_forms: gather(plugins, |plugin| plugin.foreign_forms()),
            open_to_credentials: gather(plugins, |plugin| plugin.open_to_credentials()),
            open_to_impersonation: gather(plugins, |plugin| plugin.open_to_impersonation()),
            user_fields: gather(plugins, |plugin| plugin.user_fields()),
            session_fields: gather(plugins, |plugin| plugin.session_fields()),
            settings,
        }))
    }
}

/// What all plugins say of one thing.
fn gather<A: 'static, T: Copy + 'static, C: FromIterator<T>>(
    plugins: &[Box<dyn Plugin<A>>],
    said: impl Fn(&dyn Plugin<A>) -> &'static [T],
) -> C {
    plugins.iter().flat_map(|plugin| said(&**plugin)).copied().collect()
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
