//! Rows as Diesel reads and writes them, and the way from and to core's entities.

mod account;
mod audit;
mod mail;
mod session;
mod user;
mod verification;

pub(crate) use account::{AccountRow, NewAccountRow};
pub(crate) use audit::{AuditEventRow, AuditHeadRow};
pub(crate) use mail::{MailRow, NewMailRow};
pub(crate) use session::{NewSessionRow, SessionRow};
pub use user::UserRow;
pub(crate) use user::{NewUserRow, UserChangesRow};
pub(crate) use verification::{NewVerificationRow, VerificationRow};
