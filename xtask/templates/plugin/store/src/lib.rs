#![doc = include_str!("../README.md")]

pub mod error;
mod options;
mod plugin;
mod routes;
mod store;

pub use options::{{Pascal}}Options;
pub use plugin::{{Pascal}}Plugin;
pub use store::{{{Pascal}}, {{Pascal}}Id, {{Pascal}}Store};
