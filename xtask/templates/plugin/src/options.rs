//! The options, each with its default and the reason for it.

/// Options of the plugin. `{{Pascal}}Options::default()` is what most applications want.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct {{Pascal}}Options {}
