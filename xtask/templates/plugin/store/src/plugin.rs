//! The plugin, and the table of contents of its routes.

use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::migration::MigrationSet;
use better_auth_core::{Auth, ErrorCode, Mounted, Plugin};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error;
use crate::options::{{Pascal}}Options;
use crate::routes;
use crate::store::{{Pascal}}Store;

/// The tables that the plugin owns.
const MIGRATIONS: MigrationSet = better_auth_core::migrations!("{{kebab}}", "0001_create");

/// What the plugin does, in one sentence.
#[derive(Debug, Clone, Default)]
pub struct {{Pascal}}Plugin {
    options: {{Pascal}}Options,
}

impl {{Pascal}}Plugin {
    /// The plugin with these options; `default()` is the plugin with all defaults.
    pub fn new(options: {{Pascal}}Options) -> Self {
        Self { options }
    }

    /// The options in force.
    pub fn options(&self) -> &{{Pascal}}Options {
        &self.options
    }
}

/// What the handlers of the plugin work with.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) auth: Auth,
    pub(crate) store: Arc<dyn {{Pascal}}Store>,
}

impl FromRef<State> for Auth {
    fn from_ref(state: &State) -> Self {
        state.auth.clone()
    }
}

impl<A: {{Pascal}}Store> Plugin<A> for {{Pascal}}Plugin {
    fn name(&self) -> &'static str {
        "{{kebab}}"
    }

    fn migrations(&self) -> Option<MigrationSet> {
        Some(MIGRATIONS)
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted {
        let state = State { auth: auth.clone(), store: adapter.clone() };
        let router = OpenApiRouter::new()
            .routes(routes!(routes::{{snake}}_count::{{snake}}_count))
            .with_state(state);
        Mounted::routes(router)
    }
}
