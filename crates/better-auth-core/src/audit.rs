//! The audit log: what its rows are, and what seals them.
//!
//! Every change hands its events to the store among its
//! [consequences](crate::consequences). While a plugin [audits](crate::plugin::Plugin::audits),
//! they carry an [`AuditSeal`] along, and the store writes each event as an [`AuditRow`] in the
//! transaction of the change. Core has the form of the rows and the seals, because the adapter
//! writes them; reading, verifying and pruning belong to the plugin, and so do the tables.
//!
//! Each row has a `chain`: an HMAC under the server secret over the chain of the row before, its own
//! number, time, kind and detail, and over two seals. The *actor seal* is an HMAC of who did it, from
//! where; the *subject seal* of to whom. So the personal columns of a row can be erased when the
//! user is deleted, and the chain still holds. The [`AuditHead`] is one row under an HMAC of its
//! own: it says where the log ends and begins, and how many personal parts were erased from it, so
//! that a part which was erased behind its back is one too many.
//!
//! # Protects from
//! Somebody who can write to the database and does not have the server secret: a row that is
//! changed, removed, added, moved or blanked shows. A log that was put back to an earlier state as a
//! whole shows to whoever kept a later head.
//!
//! # Does not protect from
//! Whoever has the server secret, or one of the older ones that are still configured. Rows that were
//! never written, because the process was made to write none.

mod book;
mod flaw;
mod head;
mod row;
mod seal;

#[cfg(test)]
mod tests;

pub use book::AuditBook;
pub use flaw::AuditFlaw;
pub use head::{AuditHead, InvalidAuditHead};
pub use row::{AuditActor, AuditRow};
pub use seal::AuditSeal;
