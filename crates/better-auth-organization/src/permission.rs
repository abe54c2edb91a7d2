//! What can be done in every organization, and the roles that every application has.

use better_auth_core::access::{Action, Role};

better_auth_core::statements! {
    /// The organization itself.
    pub organization {
        /// Changes name, slug, logo, metadata.
        Update = "update",
        /// Deletes it.
        Delete = "delete",
    }

    /// Members.
    pub member {
        /// Adds one.
        Create = "create",
        /// Changes the roles of one.
        Update = "update",
        /// Removes one.
        Delete = "delete",
    }

    /// Invitations.
    pub invitation {
        /// Invites somebody, and sees who is invited.
        Create = "create",
        /// Withdraws an invitation.
        Cancel = "cancel",
    }

    /// Teams.
    pub team {
        /// Makes one.
        Create = "create",
        /// Changes one, and who is in it.
        Update = "update",
        /// Deletes one.
        Delete = "delete",
    }

    /// The roles that an organization declares for itself.
    pub ac {
        /// Declares one.
        Create = "create",
        /// Reads them.
        Read = "read",
        /// Changes one.
        Update = "update",
        /// Deletes one.
        Delete = "delete",
    }
}

/// The name of the role that may do everything. Only an owner grants it, takes it away, and removes
/// who has it; the last one stays.
pub const OWNER: &str = "owner";
/// The name of the role that may do everything but delete the organization.
pub const ADMIN: &str = "admin";
/// The name of the role that may see who has which role.
pub const MEMBER: &str = "member";

/// Everything that can be done in every organization.
pub fn all() -> impl Iterator<Item = &'static Action> {
    let others = invitation::ALL.iter().chain(team::ALL).chain(ac::ALL);
    organization::ALL.iter().chain(member::ALL).chain(others)
}

/// The role [`ADMIN`] as it is by default, to be extended by what the application declares.
pub fn admin() -> Role {
    let role = Role::new(ADMIN).can(organization::Update).can_all(member::ALL);
    role.can_all(invitation::ALL).can_all(team::ALL).can_all(ac::ALL)
}

/// The role [`MEMBER`] as it is by default, to be extended by what the application declares.
pub fn member() -> Role {
    Role::new(MEMBER).can(ac::Read)
}
