#![doc = include_str!("../README.md")]

pub mod error;
mod options;
mod plugin;
mod routes;

pub use options::{{Pascal}}Options;
pub use plugin::{{Pascal}}Plugin;
