//! Invitations into organizations.

use better_auth_core::access::RoleList;
use better_auth_core::{Email, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::organization::OrganizationId;

better_auth_core::define_id! {
    /// Names one invitation. It stands in the link of the mail; without an account that has proven
    /// the invited address it opens nothing.
    InvitationId
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum InvitationStatus {
    /// It was not answered; it may have expired.
    Pending,
    /// The person is a member.
    Accepted,
    /// The person does not want to be one.
    Rejected,
    /// It was withdrawn.
    Canceled,
}

impl InvitationStatus {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Canceled => "canceled",
        }
    }

    /// As a store handed it out; what is unknown is as good as withdrawn.
    pub fn from_store(text: &str) -> Self {
        match text {
            "pending" => Self::Pending,
            "accepted" => Self::Accepted,
            "rejected" => Self::Rejected,
            _ => Self::Canceled,
        }
    }
}

/// Somebody is asked to join an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Names the invitation.
    pub id: InvitationId,
    /// Into which organization.
    pub organization_id: OrganizationId,
    /// To which address.
    pub email: Email,
    /// With which roles.
    pub roles: RoleList,
    /// What became of it.
    pub status: InvitationStatus,
    /// The teams to join, with commas between them; only while teams are on.
    pub team_id: Option<String>,
    /// Who asks.
    pub inviter_id: UserId,
    /// From this moment on it can not be accepted any more.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Invitation {
    /// Whether it can be answered at that moment.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.status == InvitationStatus::Pending && now < self.expires_at
    }
}
