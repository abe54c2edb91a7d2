#![doc = include_str!("../README.md")]

mod error;
mod log;
mod plugin;
mod prune;
mod report;
mod verify;
mod walk;

pub use better_auth_core::audit::{AuditActor, AuditFlaw, AuditHead, AuditRow, InvalidAuditHead};
pub use better_auth_core::store::{AuditQuery, AuditStore, MAX_AUDIT_ROWS};
pub use error::AuditError;
pub use log::AuditLog;
pub use plugin::AuditPlugin;
pub use prune::AUDIT_PRUNED;
pub use report::{AuditProblem, AuditReport};
