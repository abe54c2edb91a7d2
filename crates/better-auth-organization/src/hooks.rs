//! What the application says to changes, and hears of them.

use std::fmt;

use async_trait::async_trait;
use better_auth_core::access::RoleList;
use better_auth_core::{ApiError, User, UserId};

use crate::invitation::Invitation;
use crate::member::Member;
use crate::organization::{NewOrganization, Organization, OrganizationChanges};
use crate::role::{OrganizationRole, OrganizationRoleChanges};
use crate::team::Team;

/// A change, before it is made or after it was.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Change<'a> {
    /// An organization is created, with who creates it as its owner.
    CreateOrganization {
        /// What it is.
        new: &'a NewOrganization,
        /// As it was created; `None` before that.
        organization: Option<&'a Organization>,
    },
    /// An organization is changed.
    UpdateOrganization {
        /// As it is.
        organization: &'a Organization,
        /// What becomes different.
        changes: &'a OrganizationChanges,
    },
    /// An organization is deleted.
    DeleteOrganization {
        /// As it was.
        organization: &'a Organization,
    },
    /// Server code makes somebody a member.
    AddMember {
        /// Of what.
        organization: &'a Organization,
        /// Who.
        user: &'a UserId,
        /// With which roles.
        roles: &'a RoleList,
    },
    /// A member leaves or is removed.
    RemoveMember {
        /// Of what.
        organization: &'a Organization,
        /// Who.
        member: &'a Member,
    },
    /// A member gets other roles.
    ChangeRoles {
        /// Of what.
        organization: &'a Organization,
        /// As they were.
        member: &'a Member,
        /// From then on.
        roles: &'a RoleList,
    },
    /// Somebody is invited, or an invitation is sent again.
    Invite {
        /// Into what.
        organization: &'a Organization,
        /// The invitation.
        invitation: &'a Invitation,
    },
    /// Somebody accepts an invitation, and becomes a member.
    AcceptInvitation {
        /// Into what.
        organization: &'a Organization,
        /// The invitation.
        invitation: &'a Invitation,
    },
    /// Somebody rejects an invitation.
    RejectInvitation {
        /// Into what.
        organization: &'a Organization,
        /// The invitation.
        invitation: &'a Invitation,
    },
    /// An invitation is withdrawn.
    CancelInvitation {
        /// Into what.
        organization: &'a Organization,
        /// The invitation.
        invitation: &'a Invitation,
    },
    /// An organization declares a role for itself.
    CreateRole {
        /// Which one.
        organization: &'a Organization,
        /// The role.
        role: &'a OrganizationRole,
    },
    /// A role of an organization is changed.
    UpdateRole {
        /// Of what.
        organization: &'a Organization,
        /// As it is.
        role: &'a OrganizationRole,
        /// What becomes different.
        changes: &'a OrganizationRoleChanges,
    },
    /// A role of an organization is deleted.
    DeleteRole {
        /// Of what.
        organization: &'a Organization,
        /// As it was.
        role: &'a OrganizationRole,
    },
    /// A team is made. Of the one that comes with an organization the application hears afterwards.
    CreateTeam {
        /// In what.
        organization: &'a Organization,
        /// The team.
        team: &'a Team,
    },
    /// A team is changed.
    UpdateTeam {
        /// Of what.
        organization: &'a Organization,
        /// As it is.
        team: &'a Team,
        /// Its name from then on, if that changes.
        name: Option<&'a str>,
    },
    /// A team is deleted.
    DeleteTeam {
        /// Of what.
        organization: &'a Organization,
        /// As it was.
        team: &'a Team,
    },
    /// A member is added to a team.
    AddTeamMember {
        /// Of what.
        organization: &'a Organization,
        /// To which team.
        team: &'a Team,
        /// Who.
        user: &'a UserId,
    },
    /// A member is taken out of a team.
    RemoveTeamMember {
        /// Of what.
        organization: &'a Organization,
        /// Out of which team.
        team: &'a Team,
        /// Who.
        user: &'a UserId,
    },
}

/// Hooks of the application into the life of organizations.
#[async_trait]
pub trait OrganizationHooks: fmt::Debug + Send + Sync + 'static {
    /// Before a change, after the rights of who asks were looked at. `by` is `None` where server
    /// code makes the change.
    ///
    /// # Errors
    /// A failure stops the change, and is answered.
    async fn before(&self, _change: &Change<'_>, _by: Option<&User>) -> Result<(), ApiError> {
        Ok(())
    }

    /// After a change. What must not get lost if the process ends at this moment belongs to an
    /// outbox, not here.
    async fn after(&self, _change: &Change<'_>, _by: Option<&User>) {}
}
