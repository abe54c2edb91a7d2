//! What a deleted account leaves behind.

use better_auth_core::extract::RequestFacts;
use std::sync::Arc;

use async_trait::async_trait;
use better_auth_core::plugin::Hooks;
use better_auth_core::{ApiError, Auth, User};

use crate::error::YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION;
use crate::kinds;
use crate::store::{MemberStore, SoleOwner, Surrender, Surrendered};

/// Sees to it that no organization is left without an owner when a user is deleted.
#[derive(Debug)]
pub(crate) struct DeletionHooks {
    pub(crate) store: Arc<dyn MemberStore>,
    pub(crate) sole: SoleOwner,
}

#[async_trait]
impl Hooks for DeletionHooks {
    async fn before_user_deleted(&self, _auth: &Auth, user: &User) -> Result<(), ApiError> {
        if self.sole == SoleOwner::Refuse && self.store.is_sole_owner(&user.id).await? {
            return Err(YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION.into());
        }
        Ok(())
    }

    async fn user_being_deleted(&self, auth: &Auth, user: &User) -> Result<(), ApiError> {
        let surrender = Surrender { user: &user.id, sole: self.sole };
        let Surrendered::Done { heirs, deleted } =
            self.store.surrender_ownerships(surrender).await?
        else {
            return Err(YOU_ARE_THE_ONLY_OWNER_OF_AN_ORGANIZATION.into());
        };
        let facts = RequestFacts::new(None, None);
        let handed_over = heirs.iter().map(|(organization, heir)| {
            let event = auth.event(kinds::ORGANIZATION_HANDED_OVER, &facts);
            event.actor(&user.id).subject(heir).object(organization)
        });
        let gone = deleted.iter().map(|organization| {
            let event = auth.event(kinds::ORGANIZATION_DELETED, &facts);
            event.actor(&user.id).object(organization)
        });
        auth.record(auth.consequences(handed_over.chain(gone))).await?;
        Ok(())
    }
}
