use better_auth_core::store::StoreError;
use better_auth_core::{ApiError, ErrorCode, UserId};
use http::StatusCode;

use super::{Caller, Organizations, Standing};
use crate::error::{
    ORGANIZATION_ALREADY_EXISTS, ORGANIZATION_NOT_FOUND, ORGANIZATION_SLUG_ALREADY_TAKEN,
    USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION, YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION,
    YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION,
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION,
    YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS,
};
use crate::hooks::Change;
use crate::kinds;
use crate::member::{Member, MemberId};
use crate::organization::{
    NewOrganization, Organization, OrganizationChanges, OrganizationId, OrganizationKey, Slug,
};
use crate::permission::organization;
use crate::store::{Activation, Actor, Created, Creation, DefaultTeam, Deletion, Update};
use crate::team::{Team, TeamId, TeamMemberId};

impl Organizations {
    /// Creates an organization with the caller as its owner, and makes it the one in which their
    /// session works, unless that one is to be kept.
    ///
    /// # Errors
    /// [`ORGANIZATION_ALREADY_EXISTS`] if another has the slug; where the caller may create none, or
    /// no more; the refusal of the application.
    pub async fn create(
        &self,
        caller: Caller<'_>,
        new: &NewOrganization,
        keep_active: bool,
    ) -> Result<(Organization, Member), ApiError> {
        if !(self.options.may_create)(caller.user) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION.into());
        }
        self.before(&Change::CreateOrganization { new, organization: None }, Some(caller.user))
            .await?;
        let random = self.auth.random();
        let (id, member) = (OrganizationId::generate(random)?, MemberId::generate(random)?);
        let team = self.default_team(&id, new)?;
        let creation = Creation {
            default_team: team.as_ref().map(|(team, member)| DefaultTeam { team, member }),
            id: &id,
            new,
            member: &member,
            owner: &caller.user.id,
            session: (!keep_active).then_some(&caller.session.id),
            limit: self.options.max_organizations,
            now: self.auth.now(),
        };
        let mut consequences =
            self.auth.consequences([self.event(kinds::ORGANIZATION_CREATED, caller, &id)]);
        if team.is_some() {
            consequences.event(self.event(kinds::TEAM_CREATED, caller, &id));
        }
        let created = self.organizations.create_organization(creation, &consequences).await;
        let created = created.map_err(|error| taken(error, ORGANIZATION_ALREADY_EXISTS))?;
        let Created::Done(done) = created else {
            return Err(YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS.into());
        };
        let (organization, member) = *done;
        self.auth.announce(consequences);
        let change = Change::CreateOrganization { new, organization: Some(&organization) };
        self.after(&change, Some(caller.user)).await;
        if let Some((team, _)) = &team {
            let change = Change::CreateTeam { organization: &organization, team };
            self.after(&change, Some(caller.user)).await;
        }
        Ok((organization, member))
    }

    /// The team that an organization has from the beginning, where it has one.
    fn default_team(
        &self,
        organization: &OrganizationId,
        new: &NewOrganization,
    ) -> Result<Option<(Team, TeamMemberId)>, ApiError> {
        if !self.options.teams || !self.options.default_team {
            return Ok(None);
        }
        let random = self.auth.random();
        let team = Team {
            id: TeamId::generate(random)?,
            organization_id: organization.clone(),
            name: new.name.clone(),
            created_at: self.auth.now(),
            updated_at: None,
        };
        Ok(Some((team, TeamMemberId::generate(random)?)))
    }

    /// Changes an organization.
    ///
    /// # Errors
    /// [`ORGANIZATION_SLUG_ALREADY_TAKEN`]; where the caller is no member or may not; the refusal of
    /// the application.
    pub async fn update(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        changes: &OrganizationChanges,
    ) -> Result<Organization, ApiError> {
        let refusal = USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION;
        let standing = self.standing_or(key, &caller.user.id, refusal).await?;
        if !standing.granted.allows(organization::Update) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION.into());
        }
        let Standing { organization, member, .. } = &standing;
        self.before(&Change::UpdateOrganization { organization, changes }, Some(caller.user))
            .await?;
        let update = Update {
            organization: &organization.id,
            changes,
            actor: Some(Actor::of(member)),
            now: self.auth.now(),
        };
        let event = self.event(kinds::ORGANIZATION_UPDATED, caller, &organization.id);
        let consequences = self.auth.consequences([event]);
        let updated = self.organizations.update_organization(update, &consequences).await;
        let updated = updated.map_err(|error| taken(error, ORGANIZATION_SLUG_ALREADY_TAKEN))?;
        let updated = updated.ok_or(YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION)?;
        self.auth.announce(consequences);
        let change = Change::UpdateOrganization { organization: &updated, changes };
        self.after(&change, Some(caller.user)).await;
        Ok(updated)
    }

    /// Deletes an organization and everything that is its own.
    ///
    /// # Errors
    /// Where the caller is no member or may not; the refusal of the application.
    pub async fn delete(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
    ) -> Result<Organization, ApiError> {
        let refusal = USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION;
        let standing = self.standing_or(key, &caller.user.id, refusal).await?;
        if !standing.granted.allows(organization::Delete) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION.into());
        }
        let Standing { organization, member, .. } = standing;
        let change = Change::DeleteOrganization { organization: &organization };
        self.before(&change, Some(caller.user)).await?;
        let deletion = Deletion { organization: &organization.id, actor: Some(Actor::of(&member)) };
        let event = self.event(kinds::ORGANIZATION_DELETED, caller, &organization.id);
        let consequences = self.auth.consequences([event]);
        if !self.organizations.delete_organization(deletion, &consequences).await? {
            return Err(YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION.into());
        }
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(organization)
    }

    /// The organizations of a user, the first joined first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, user: &UserId) -> Result<Vec<Organization>, ApiError> {
        Ok(self.organizations.list_organizations(user).await?)
    }

    /// Whether no organization has the slug. Somebody else may be faster.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_free(&self, slug: &Slug) -> Result<bool, ApiError> {
        let key = OrganizationKey::Slug(slug.clone());
        Ok(self.organizations.find_organization(&key).await?.is_none())
    }

    /// Reads an organization for one of its members.
    ///
    /// # Errors
    /// Where the caller is no member, who then works in it no more; [`ORGANIZATION_NOT_FOUND`] for a
    /// slug that nobody has.
    pub async fn read(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
    ) -> Result<Standing, ApiError> {
        if let Some(standing) = self.standing(key, &caller.user.id).await? {
            return Ok(standing);
        }
        if let OrganizationKey::Slug(slug) = key
            && self.is_free(slug).await?
        {
            return Err(ORGANIZATION_NOT_FOUND.into());
        }
        let active = caller.session.active_organization_id.as_deref();
        if matches!(key, OrganizationKey::Id(id) if active == Some(id.as_str())) {
            self.activate(caller, None).await?;
        }
        Err(USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION.with_status(StatusCode::FORBIDDEN).into())
    }

    /// Lets the caller's session work in an organization, or in none.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn set_active(
        &self,
        caller: Caller<'_>,
        key: Option<&OrganizationKey>,
    ) -> Result<Option<Organization>, ApiError> {
        let Some(key) = key else {
            self.activate(caller, None).await?;
            return Ok(None);
        };
        let Standing { organization, .. } = self.read(caller, key).await?;
        self.activate(caller, Some(&organization.id)).await?;
        Ok(Some(organization))
    }

    async fn activate(
        &self,
        caller: Caller<'_>,
        organization: Option<&OrganizationId>,
    ) -> Result<(), ApiError> {
        let (session, user) = (&caller.session.id, &caller.user.id);
        let activation = Activation { session, user, organization };
        let kind = kinds::ORGANIZATION_ACTIVATED;
        let event = self.event(kind, caller, organization).session(session);
        let consequences = self.auth.consequences([event]);
        if self.organizations.activate_organization(activation, &consequences).await? {
            self.auth.announce(consequences);
            return Ok(());
        }
        match organization {
            None => Ok(()),
            Some(_) => {
                let code = USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION;
                Err(code.with_status(StatusCode::FORBIDDEN).into())
            }
        }
    }
}

/// What to say where the slug is another organization's.
fn taken(error: StoreError, code: ErrorCode) -> ApiError {
    if error.is_conflict_on("organizations_slug_key") { code.into() } else { error.into() }
}
