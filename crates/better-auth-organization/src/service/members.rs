use better_auth_core::access::RoleList;
use better_auth_core::{ApiError, RequestFacts, UserId};

use super::{Caller, Organizations, Standing};
use crate::error::{
    MEMBER_NOT_FOUND, ORGANIZATION_MEMBERSHIP_LIMIT_REACHED, ORGANIZATION_NOT_FOUND,
    ROLE_NOT_FOUND, USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION,
    YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION, YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER,
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER, YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER,
    YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER,
};
use crate::hooks::Change;
use crate::kinds;
use crate::member::{Member, MemberId, Person};
use crate::organization::{OrganizationId, OrganizationKey};
use crate::permission::member;
use crate::store::{
    Actor, Added, MemberKey, MemberPage, MemberQuery, NewMember, Removal, Removed, RoleChange,
    RoleChanged,
};

impl Organizations {
    /// Reads the membership of a user, with what members see of one another.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn member(
        &self,
        organization: &OrganizationId,
        user: &UserId,
    ) -> Result<Option<(Member, Person)>, ApiError> {
        Ok(self.members.find_member(organization, MemberKey::User(user)).await?)
    }

    /// Lists members, page by page. Does not ask who asks.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_members(&self, query: MemberQuery<'_>) -> Result<MemberPage, ApiError> {
        Ok(self.members.list_members(query).await?)
    }

    /// Makes a user a member, without an invitation: for server code.
    ///
    /// # Errors
    /// [`ROLE_NOT_FOUND`](crate::error::ROLE_NOT_FOUND), [`ORGANIZATION_NOT_FOUND`],
    /// [`USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION`], [`ORGANIZATION_MEMBERSHIP_LIMIT_REACHED`].
    pub async fn add_member(
        &self,
        organization: &OrganizationId,
        user: &UserId,
        roles: RoleList,
    ) -> Result<Member, ApiError> {
        let stored_roles = self.check_roles(organization, &roles).await?;
        let key = OrganizationKey::Id(organization.clone());
        let found = self.organizations.find_organization(&key).await?;
        let organization = &found.ok_or(ORGANIZATION_NOT_FOUND)?;
        self.before(&Change::AddMember { organization, user, roles: &roles }, None).await?;
        let member = Member {
            id: MemberId::generate(self.auth.random())?,
            organization_id: organization.id.clone(),
            user_id: user.clone(),
            roles: roles.clone(),
            created_at: self.auth.now(),
        };
        let nowhere = RequestFacts::new(None, None);
        let event =
            self.auth.event(kinds::MEMBER_ADDED, &nowhere).subject(user).object(&organization.id);
        let consequences = self.auth.consequences([event]);
        let limit = self.options.max_members;
        let new = NewMember { member: &member, stored_roles: &stored_roles, limit };
        match self.members.add_member(new, &consequences).await? {
            Added::Done => {}
            Added::Unknown => return Err(ORGANIZATION_NOT_FOUND.into()),
            Added::UnknownRole => return Err(ROLE_NOT_FOUND.into()),
            Added::Already => return Err(USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION.into()),
            Added::LimitReached => return Err(ORGANIZATION_MEMBERSHIP_LIMIT_REACHED.into()),
        }
        self.auth.announce(consequences);
        self.after(&Change::AddMember { organization, user, roles: &roles }, None).await;
        Ok(member)
    }

    /// Ends the caller's own membership.
    ///
    /// # Errors
    /// [`MEMBER_NOT_FOUND`]; [`YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER`]; the refusal of
    /// the application.
    pub async fn leave(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
    ) -> Result<(Member, Person), ApiError> {
        let standing = self.standing_or(key, &caller.user.id, MEMBER_NOT_FOUND).await?;
        let Standing { organization, member, .. } = &standing;
        let change = Change::RemoveMember { organization, member };
        self.before(&change, Some(caller.user)).await?;
        let removal = Removal { organization: &organization.id, member: &member.id, actor: None };
        let event = self.event(kinds::MEMBER_LEFT, caller, &organization.id);
        let consequences = self.auth.consequences([event]);
        removed(self.members.remove_member(removal, &consequences).await?)?;
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok((standing.member, person(caller)))
    }

    /// Removes a member.
    ///
    /// # Errors
    /// [`MEMBER_NOT_FOUND`]; [`YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER`] for the last
    /// owner, and for any owner if the caller is none; where the caller may not; the refusal of the
    /// application.
    pub async fn remove_member(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        target: &str,
    ) -> Result<(Member, Person), ApiError> {
        let standing = self.standing_or(key, &caller.user.id, MEMBER_NOT_FOUND).await?;
        if !standing.granted.allows(member::Delete) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER.into());
        }
        let Standing { organization, member: actor, .. } = &standing;
        let found = self.find_member(&organization.id, target).await?.ok_or(MEMBER_NOT_FOUND)?;
        let member = &found.0;
        if member.is_owner() && !actor.is_owner() {
            return Err(YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER.into());
        }
        let change = Change::RemoveMember { organization, member };
        self.before(&change, Some(caller.user)).await?;
        let removal = Removal {
            organization: &organization.id,
            member: &member.id,
            actor: Some(Actor::of(actor)),
        };
        let event =
            self.event(kinds::MEMBER_REMOVED, caller, &organization.id).subject(&member.user_id);
        let consequences = self.auth.consequences([event]);
        removed(self.members.remove_member(removal, &consequences).await?)?;
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(found)
    }

    /// Gives a member other roles.
    ///
    /// # Errors
    /// [`MEMBER_NOT_FOUND`]; [`ROLE_NOT_FOUND`](crate::error::ROLE_NOT_FOUND);
    /// [`YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER`]; where the caller may not, or grants
    /// more than they have; the refusal of the application.
    pub async fn change_roles(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        target: &MemberId,
        roles: RoleList,
    ) -> Result<Member, ApiError> {
        let standing = self.standing_or(key, &caller.user.id, MEMBER_NOT_FOUND).await?;
        if !standing.granted.allows(member::Update) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER.into());
        }
        let Standing { organization, member: actor, .. } = &standing;
        let found = self.members.find_member(&organization.id, MemberKey::Id(target)).await?;
        let (member, _) = found.ok_or(MEMBER_NOT_FOUND)?;
        let stored_roles = self.check_roles(&organization.id, &roles).await?;
        // Whoever takes a role away must have what it allows, as whoever gives it.
        if !self.may_grant(&standing, &roles).await?
            || !self.may_grant(&standing, &member.roles).await?
        {
            return Err(YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER.into());
        }
        let change = Change::ChangeRoles { organization, member: &member, roles: &roles };
        self.before(&change, Some(caller.user)).await?;
        let request = RoleChange {
            organization: &organization.id,
            member: Actor::of(&member),
            roles: &roles,
            stored_roles: &stored_roles,
            actor: Some(Actor::of(actor)),
        };
        let event = self
            .event(kinds::MEMBER_ROLE_CHANGED, caller, &organization.id)
            .subject(&member.user_id);
        let consequences = self.auth.consequences([event]);
        match self.members.change_roles(request, &consequences).await? {
            RoleChanged::Done => {}
            RoleChanged::LastOwner => {
                return Err(YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER.into());
            }
            RoleChanged::UnknownRole => return Err(ROLE_NOT_FOUND.into()),
            RoleChanged::Outdated => return Err(YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER.into()),
        }
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(Member { roles, ..member })
    }

    /// The caller's standing where any member may look.
    pub(crate) async fn member_standing(
        &self,
        key: &OrganizationKey,
        user: &UserId,
    ) -> Result<Standing, ApiError> {
        self.standing_or(key, user, YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION).await
    }

    /// A member by id or address.
    async fn find_member(
        &self,
        organization: &OrganizationId,
        target: &str,
    ) -> Result<Option<(Member, Person)>, ApiError> {
        if target.contains('@') {
            let Ok(email) = target.parse() else { return Ok(None) };
            return Ok(self.members.find_member(organization, MemberKey::Email(&email)).await?);
        }
        let Ok(id) = target.parse() else { return Ok(None) };
        Ok(self.members.find_member(organization, MemberKey::Id(&id)).await?)
    }
}

/// What members see of the caller.
pub(super) fn person(caller: Caller<'_>) -> Person {
    let user = caller.user;
    Person {
        id: user.id.clone(),
        name: user.name.clone(),
        email: user.email.as_str().to_owned(),
        image: user.image.clone(),
    }
}

fn removed(outcome: Removed) -> Result<(), ApiError> {
    match outcome {
        Removed::Done => Ok(()),
        Removed::Unknown => Err(MEMBER_NOT_FOUND.into()),
        Removed::LastOwner | Removed::Owner => {
            Err(YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER.into())
        }
        Removed::Outdated => Err(YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER.into()),
    }
}
