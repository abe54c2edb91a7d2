//! Who may do what: actions, roles, and the question whether a role allows an action.
//!
//! An [`Action`] is a resource and what is done with it, `invoice:write`. The application declares
//! its own with [`statements!`](crate::statements), which makes a type of each: a misspelt one does
//! not compile. A [`Role`] is a name and the actions that it allows; whoever has several roles may
//! do what any of them allows. An [`AccessControl`] holds all actions and roles that there are, and
//! refuses, when it is made, a role with an action that nobody declared.
//!
//! ```
//! use better_auth_core::access::{AccessControl, Role, RoleList};
//!
//! better_auth_core::statements! {
//!     /// Invoices.
//!     pub invoice {
//!         /// Reads one.
//!         Read = "read",
//!         /// Writes one.
//!         Write = "write",
//!     }
//! }
//!
//! let accountant = Role::new("accountant").can(invoice::Read).can(invoice::Write);
//! let clerk = Role::new("clerk").can(invoice::Read);
//! let access = AccessControl::new(invoice::ALL, [accountant, clerk]).unwrap();
//!
//! let roles: RoleList = "clerk,guest".parse().unwrap();
//! assert!(access.granted(&roles).allows(invoice::Read));
//! assert!(!access.granted(&roles).allows(invoice::Write));
//! ```
//!
//! # Protects from
//! Rights by a typing error, unknown roles that allow something, a question about nothing that is
//! answered with yes.
//!
//! # Does not protect from
//! Roles that allow more than they should: what they are called means nothing.

mod action;
mod control;
mod granted;
mod permissions;
mod role;
mod role_list;

pub use action::{Action, Permission};
pub use control::{AccessControl, UndeclaredAction};
pub use granted::Granted;
pub use permissions::Permissions;
pub use role::Role;
pub use role_list::{InvalidRoleName, MAX_ROLE_NAME, RoleList, check_role_name};

#[cfg(test)]
mod tests;
