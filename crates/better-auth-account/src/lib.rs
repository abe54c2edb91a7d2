#![doc = include_str!("../README.md")]

mod change_email;
mod deletion;
mod error;
mod plugin;
mod routes;

pub use change_email::ChangeEmail;
pub use deletion::AccountDeletion;
pub use error::*;
pub use plugin::{AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin};
