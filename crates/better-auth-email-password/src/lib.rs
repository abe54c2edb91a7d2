#![doc = include_str!("../README.md")]

mod email_verification;
mod error;
mod hooks;
mod options;
mod password_management;
mod passwords;
mod plugin;
mod routes;
mod service;
mod username;
mod verification;
mod verification_hooks;

pub use email_verification::EmailVerificationPlugin;
pub use error::*;
pub use options::{EmailPasswordOptions, EmailVerificationOptions, UsernameOptions};
pub use password_management::{PasswordManagementOptions, PasswordManagementPlugin};
pub use passwords::{Passwords, RESET_PASSWORD};
pub use plugin::EmailPasswordPlugin;
pub use service::{EmailPasswords, SignUp, SignUpOutcome};
pub use username::Username;
pub use verification::EmailVerification;
