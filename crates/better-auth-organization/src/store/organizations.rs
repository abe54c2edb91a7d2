use std::fmt;

use async_trait::async_trait;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, SessionId, Timestamp, UserId};

use super::{Actor, DefaultTeam};
use crate::member::{Member, MemberId};
use crate::organization::{
    NewOrganization, Organization, OrganizationChanges, OrganizationId, OrganizationKey,
};

/// How many organizations a list shows at most.
pub const MAX_LISTED: u32 = 1000;

/// An organization to be created, with its first member.
#[derive(Debug)]
pub struct Creation<'a> {
    /// Names the organization.
    pub id: &'a OrganizationId,
    /// What it is.
    pub new: &'a NewOrganization,
    /// Names the membership of the owner.
    pub member: &'a MemberId,
    /// The first owner.
    pub owner: &'a UserId,
    /// The session of the owner that works in the organization from then on.
    pub session: Option<&'a SessionId>,
    /// The team that it has from the beginning.
    pub default_team: Option<DefaultTeam<'a>>,
    /// Of how many organizations the owner may be a member; `None`: any number.
    pub limit: Option<u32>,
    /// The moment.
    pub now: Timestamp,
}

/// What became of a [`Creation`].
#[derive(Debug, Clone, PartialEq)]
pub enum Created {
    /// The organization is there.
    Done(Box<(Organization, Member)>),
    /// The owner is a member of as many organizations as they may be.
    LimitReached,
}

/// A change of an organization.
#[derive(Debug)]
pub struct Update<'a> {
    /// Which one.
    pub organization: &'a OrganizationId,
    /// What is to become different.
    pub changes: &'a OrganizationChanges,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// The moment.
    pub now: Timestamp,
}

/// The end of an organization.
#[derive(Debug)]
pub struct Deletion<'a> {
    /// Which one.
    pub organization: &'a OrganizationId,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
}

/// A session that is to work in another organization, or in none.
#[derive(Debug)]
pub struct Activation<'a> {
    /// Which session.
    pub session: &'a SessionId,
    /// Whose.
    pub user: &'a UserId,
    /// In which organization.
    pub organization: Option<&'a OrganizationId>,
}

/// Organizations.
#[async_trait]
pub trait OrganizationStore: fmt::Debug + Send + Sync + 'static {
    /// Inserts an organization and its first member, and lets the session work in it. Of any number
    /// at once no more are created than the owner may have.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](better_auth_core::store::StoreError::Conflict) on
    /// `organizations_slug_key`.
    async fn create_organization(
        &self,
        creation: Creation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Created>;

    /// Reads an organization.
    async fn find_organization(&self, key: &OrganizationKey) -> StoreResult<Option<Organization>>;

    /// Reads an organization and the membership of a user in it, in one query.
    async fn find_standing(
        &self,
        key: &OrganizationKey,
        user: &UserId,
    ) -> StoreResult<Option<(Organization, Option<Member>)>>;

    /// Lists the organizations of which a user is a member, the first joined first, at most
    /// [`MAX_LISTED`].
    async fn list_organizations(&self, user: &UserId) -> StoreResult<Vec<Organization>>;

    /// Changes an organization, and hands it out as it is then; `None` if it is gone or the actor's
    /// standing is another one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](better_auth_core::store::StoreError::Conflict) on
    /// `organizations_slug_key`.
    async fn update_organization(
        &self,
        update: Update<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<Organization>>;

    /// Deletes an organization and everything that is its own, and takes it out of every session.
    /// `false` if it is gone or the actor's standing is another one.
    async fn delete_organization(
        &self,
        deletion: Deletion<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Lets a session work in an organization of which its user is a member, or in none; the
    /// session's team goes. `false` if the user is no member, or the session has ended.
    async fn activate_organization(
        &self,
        activation: Activation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;
}
