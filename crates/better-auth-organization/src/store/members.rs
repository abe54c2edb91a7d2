use std::fmt;

use async_trait::async_trait;
use better_auth_core::access::RoleList;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, Email, Timestamp, UserId};

use super::Actor;
use crate::member::{Member, MemberId, Person};
use crate::organization::OrganizationId;

/// How many members a page has at most.
pub const MAX_PAGE: u32 = 500;

/// By what members are sorted; the id decides among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemberSort {
    /// Since when they are members.
    #[default]
    CreatedAt,
    /// Their roles, as text.
    Role,
    /// The id of the user.
    UserId,
    /// The id of the membership.
    Id,
}

/// How a text is compared. Case counts, but on SQLite not in parts of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextMatch {
    /// One of these.
    In(Vec<String>),
    /// None of these.
    NotIn(Vec<String>),
    /// Has this somewhere.
    Contains(String),
    /// Begins with this.
    StartsWith(String),
    /// Ends with this.
    EndsWith(String),
}

/// Which members are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberFilter {
    /// By their roles, as text.
    Role(TextMatch),
    /// By the id of the user.
    UserId(TextMatch),
    /// By the id of the membership.
    Id(TextMatch),
    /// Members from this moment on.
    Since(Timestamp),
    /// Members before this moment.
    Before(Timestamp),
}

/// The last member of the page before: the next page goes on from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberAfter {
    /// Since when.
    pub created_at: Timestamp,
    /// Which one.
    pub id: MemberId,
}

/// A page of the members of an organization.
#[derive(Debug, Clone)]
pub struct MemberQuery<'a> {
    /// Of which organization.
    pub organization: &'a OrganizationId,
    /// How many, at most [`MAX_PAGE`].
    pub limit: u32,
    /// How many come before the page. Slow where it is large; `after` is not.
    pub offset: u32,
    /// The page goes on from there; only when sorted by [`MemberSort::CreatedAt`].
    pub after: Option<MemberAfter>,
    /// By what they are sorted.
    pub sort: MemberSort,
    /// Whether the order is turned round.
    pub descending: bool,
    /// Which ones.
    pub filter: Option<MemberFilter>,
}

impl<'a> MemberQuery<'a> {
    /// The members who joined first.
    pub fn first(organization: &'a OrganizationId, limit: u32) -> Self {
        Self {
            organization,
            limit: limit.min(MAX_PAGE),
            offset: 0,
            after: None,
            sort: MemberSort::default(),
            descending: false,
            filter: None,
        }
    }
}

/// Some members, and how many there are on all pages.
#[derive(Debug, Clone, Default)]
pub struct MemberPage {
    /// The members of this page.
    pub members: Vec<(Member, Person)>,
    /// On all pages.
    pub total: u64,
}

/// Somebody to be made a member by server code.
#[derive(Debug)]
pub struct NewMember<'a> {
    /// The membership.
    pub member: &'a Member,
    /// Those of the roles that the organization declares for itself; they must still be there.
    pub stored_roles: &'a [String],
    /// How many members the organization may have; `None`: any number.
    pub limit: Option<u32>,
}

/// What became of a [`NewMember`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// The user is a member.
    Done,
    /// There is no such organization, or no such user.
    Unknown,
    /// A role is gone.
    UnknownRole,
    /// The user was a member before.
    Already,
    /// The organization has as many members as it may have.
    LimitReached,
}

/// The end of a membership.
#[derive(Debug)]
pub struct Removal<'a> {
    /// Of which organization.
    pub organization: &'a OrganizationId,
    /// Which membership.
    pub member: &'a MemberId,
    /// Who asks, where that is somebody else than the member; `None`: the member, or server code.
    pub actor: Option<Actor<'a>>,
}

/// What became of a [`Removal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// The membership is gone.
    Done,
    /// There was none.
    Unknown,
    /// It is the last owner's.
    LastOwner,
    /// The member is an owner, and who asks is none.
    Owner,
    /// The actor's standing is another one.
    Outdated,
}

/// Other roles for a member.
#[derive(Debug)]
pub struct RoleChange<'a> {
    /// Of which organization.
    pub organization: &'a OrganizationId,
    /// The member as they were when the change was judged.
    pub member: Actor<'a>,
    /// From then on.
    pub roles: &'a RoleList,
    /// Those of the roles that the organization declares for itself; they must still be there.
    pub stored_roles: &'a [String],
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
}

/// What became of a [`RoleChange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleChanged {
    /// The member has the roles.
    Done,
    /// The organization would have no owner any more.
    LastOwner,
    /// A role is gone.
    UnknownRole,
    /// The member or the actor is gone or has other roles by now.
    Outdated,
}

/// What happens to the organizations that somebody alone owns when their account is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SoleOwner {
    /// The account is not deleted; the person hands the organizations over, or deletes them, first.
    /// Default: nobody becomes responsible for something, and nothing is deleted, unasked.
    #[default]
    Refuse,
    /// Somebody else becomes an owner: of the administrators, or else of all members, the one who
    /// has been there longest. An organization without other members is deleted.
    HandOver,
}

/// Somebody is about to be deleted.
#[derive(Debug)]
pub struct Surrender<'a> {
    /// Who.
    pub user: &'a UserId,
    /// What happens to the organizations that they alone own.
    pub sole: SoleOwner,
}

/// What became of a [`Surrender`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surrendered {
    /// The user owns nothing any more. Who owns what from now on, and what was deleted.
    Done {
        /// The new owners.
        heirs: Vec<(OrganizationId, UserId)>,
        /// The organizations that are gone.
        deleted: Vec<OrganizationId>,
    },
    /// The user alone owns an organization, and keeps it. Nothing has changed.
    Refused,
}

/// How a member is named.
#[derive(Debug, Clone, Copy)]
pub enum MemberKey<'a> {
    /// By the membership.
    Id(&'a MemberId),
    /// By the user.
    User(&'a UserId),
    /// By the address of the user.
    Email(&'a Email),
}

/// Members.
#[async_trait]
pub trait MemberStore: fmt::Debug + Send + Sync + 'static {
    /// Reads a member of the organization.
    async fn find_member(
        &self,
        organization: &OrganizationId,
        who: MemberKey<'_>,
    ) -> StoreResult<Option<(Member, Person)>>;

    /// Lists members, page by page.
    async fn list_members(&self, query: MemberQuery<'_>) -> StoreResult<MemberPage>;

    /// Adds a member. Of any number at once no more are added than there may be.
    async fn add_member(
        &self,
        new: NewMember<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Added>;

    /// Removes a member, and the organization from their sessions. Of any number of owners at once,
    /// one stays.
    async fn remove_member(
        &self,
        removal: Removal<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Removed>;

    /// Gives a member other roles. Of any number of owners at once, one stays.
    async fn change_roles(
        &self,
        change: RoleChange<'_>,
        consequences: &Consequences,
    ) -> StoreResult<RoleChanged>;

    /// Whether the user alone owns an organization.
    async fn is_sole_owner(&self, user: &UserId) -> StoreResult<bool>;

    /// Ends the memberships that a user has as an owner, all or none, so that their account can be
    /// deleted. Of any number of owners at once, one stays.
    async fn surrender_ownerships(&self, surrender: Surrender<'_>) -> StoreResult<Surrendered>;
}
