#![doc = include_str!("../README.md")]

mod error;
mod hooks;
mod options;
mod password_management;
mod passwords;
mod plugin;
mod routes;
mod service;
mod username;

pub use error::*;
pub use options::{EmailPasswordOptions, UsernameOptions};
pub use password_management::{PasswordManagementOptions, PasswordManagementPlugin};
pub use passwords::{Passwords, RESET_PASSWORD};
pub use plugin::EmailPasswordPlugin;
pub use service::{EmailPasswords, SignUp, SignUpOutcome};
pub use username::Username;
