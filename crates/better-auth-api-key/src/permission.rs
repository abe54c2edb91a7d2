//! What a member needs to be allowed in an organization to look after its keys.
//!
//! An owner may do it all. Give the others what they need when you declare the roles of the
//! organization plugin, with `.statements(permission::ALL)`.

use better_auth_core::access::Action;

/// Makes keys of the organization.
pub const CREATE: Action = Action::new("apiKey", "create");
/// Sees them.
pub const READ: Action = Action::new("apiKey", "read");
/// Changes them; with [`CREATE`], gives them new secrets too.
pub const UPDATE: Action = Action::new("apiKey", "update");
/// Deletes them.
pub const DELETE: Action = Action::new("apiKey", "delete");
/// All of it.
pub const ALL: &[Action] = &[CREATE, READ, UPDATE, DELETE];
