#![doc = include_str!("../README.md")]

pub mod error;
mod extract;
mod hooks;
pub mod kinds;
mod options;
pub mod permission;
mod plugin;
mod routes;
mod service;
mod store;

pub use extract::{AdminUser, Allowed};
pub use options::AdminOptions;
pub use plugin::AdminPlugin;
pub use service::{
    Admins, Caller, EnsuredAdmin, NewPerson, PersonChanges, StoppedImpersonation, UserBan,
};
pub use store::*;
