//! Fields of users and sessions that the application declares.
//!
//! [`AuthBuilder::user_field`](crate::AuthBuilder::user_field) and
//! [`AuthBuilder::session_field`](crate::AuthBuilder::session_field) take a [`Field`]. Clients send and
//! read it as if it were core's own; what they send is checked at the edge, by its type. Server
//! code reads `user.additional` and `session.additional`, typed, and sets whatever is declared by
//! [`UserChanges`](crate::entity::UserChanges) and
//! [`Auth::update_session`](crate::Auth::update_session).
//!
//! ```
//! use better_auth_core::fields::Field;
//!
//! let fields = [
//!     Field::text("phone").max_length(32).required(),
//!     Field::one_of("plan", ["free", "pro"]).default("free").read_only(),
//!     Field::text("note").hidden(),
//! ];
//! # assert_eq!(fields.len(), 3);
//! ```
//!
//! # Protects from
//! Fields that a client sets and must not (`read_only`), values of another type or length than the
//! application expects, a declared name that shadows one of core's or a plugin's.
//!
//! # Does not protect from
//! What a text says: it is kept as it was sent, and a page that shows it must escape it.

mod changes;
mod field;
mod given;
mod schema;
mod set;
mod shown;
mod values;

pub use changes::AdditionalChanges;
pub use field::Field;
pub use given::GivenFields;
pub use schema::{
    AdditionalSessionFields, AdditionalUserFields, NewUserFields, SessionFieldChanges,
    UserFieldChanges,
};
pub use set::FieldSet;
pub use shown::ShownFields;
pub use values::Additional;

pub(crate) use schema::{MARKERS, Marker};
pub(crate) use set::taken_name;

#[cfg(test)]
mod tests;
