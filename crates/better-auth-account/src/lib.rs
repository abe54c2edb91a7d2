#![doc = include_str!("../README.md")]

mod error;
mod plugin;
mod routes;

pub use error::*;
pub use plugin::{AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin};
