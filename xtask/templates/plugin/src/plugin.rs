//! The plugin, and the table of contents of its routes.

use std::sync::Arc;

use better_auth_core::{Auth, ErrorCode, Mounted, Plugin};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error;
use crate::options::{{Pascal}}Options;
use crate::routes;

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

impl<A> Plugin<A> for {{Pascal}}Plugin {
    fn name(&self) -> &'static str {
        "{{kebab}}"
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let router = OpenApiRouter::new()
            .routes(routes!(routes::{{snake}}_status::{{snake}}_status))
            .with_state(auth.clone());
        Mounted::routes(router)
    }
}
