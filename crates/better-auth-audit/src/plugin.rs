use std::sync::Arc;

use better_auth_core::migration::MigrationSet;
use better_auth_core::plugin::{Mounted, Plugin, Service};
use better_auth_core::store::AuditStore;
use better_auth_core::{Auth, migrations};
use utoipa_axum::router::OpenApiRouter;

use crate::log::AuditLog;

const MIGRATIONS: MigrationSet = migrations!("audit", "0001_create");

/// Writes every change to the audit log, in the transaction of the change. It has no routes:
/// `site.plugin::<AuditPlugin>()` hands out the [`AuditLog`].
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditPlugin;

impl AuditPlugin {
    /// There is nothing to choose here: a log that leaves out what somebody chose is no audit log.
    pub fn new() -> Self {
        Self
    }
}

impl Service for AuditPlugin {
    type Handle = AuditLog;
}

impl<A: AuditStore + 'static> Plugin<A> for AuditPlugin {
    fn name(&self) -> &'static str {
        "audit"
    }

    fn migrations(&self) -> Option<MigrationSet> {
        Some(MIGRATIONS)
    }

    fn audits(&self) -> bool {
        true
    }

    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted {
        let mounted = Mounted::routes(OpenApiRouter::new());
        match auth.audit_seal() {
            Some(seal) => {
                let log = AuditLog::new(auth.clone(), seal.clone(), adapter.clone());
                mounted.with_service::<Self>(log)
            }
            None => mounted,
        }
    }
}
