//! What the plugin does in the life of others: bans hold at every door, and the last administrator
//! stays.

use std::sync::Arc;

use async_trait::async_trait;
use better_auth_core::extract::Via;
use better_auth_core::plugin::{Decision, Hooks};
use better_auth_core::sign_in::SignIn;
use better_auth_core::token::SessionToken;
use better_auth_core::{ApiError, Auth, Email, RequestFacts, User};

use http::HeaderValue;

use crate::error::{BANNED_USER, YOU_CANNOT_REMOVE_THE_LAST_ADMIN};
use crate::service::ASIDE;
use crate::store::{AdminStore, SteppedDown};
use crate::{kinds, permission};

#[derive(Debug)]
pub(crate) struct AdminHooks {
    pub(crate) store: Arc<dyn AdminStore>,
    pub(crate) first_admin: Option<Email>,
}

impl AdminHooks {
    /// Whoever has the address that the application names becomes the first administrator.
    async fn appoint(
        &self,
        auth: &Auth,
        user: &User,
        facts: &RequestFacts,
    ) -> Result<(), ApiError> {
        let named = self.first_admin.as_ref().is_some_and(|address| *address == user.email);
        if !named || !user.email_verified || permission::is_admin(&user.role) {
            return Ok(());
        }
        let event = auth.event(kinds::ADMIN_APPOINTED, facts).subject(&user.id);
        let consequences = auth.consequences([event]);
        if self.store.appoint_first(&user.id, auth.now(), &consequences).await? {
            auth.announce(consequences);
        }
        Ok(())
    }
}

/// Whether the user is shut out at the moment.
pub(crate) fn is_barred(auth: &Auth, user: &User) -> bool {
    user.banned && user.ban_expires.is_none_or(|end| end > auth.now())
}

#[async_trait]
impl Hooks for AdminHooks {
    async fn before_session(
        &self,
        auth: &Auth,
        sign_in: &SignIn<'_>,
    ) -> Result<Decision, ApiError> {
        let user = sign_in.user;
        if is_barred(auth, user) {
            return Ok(Decision::Refuse(BANNED_USER.into()));
        }
        if user.banned {
            let event = auth.event(kinds::BAN_EXPIRED, sign_in.request).subject(&user.id);
            let (consequences, now) = (auth.consequences([event]), auth.now());
            if self.store.lift_expired_ban(&user.id, now, &consequences).await? {
                auth.announce(consequences);
            }
        }
        self.appoint(auth, user, sign_in.request).await?;
        // Whoever signs in here has not put that session aside.
        match auth.cookies().get(sign_in.request.cookies(), ASIDE) {
            Some(_) => Ok(Decision::ContinueWith(auth.cookies().clear(ASIDE))),
            None => Ok(Decision::Continue),
        }
    }

    /// The session that was put aside ends with the one in front of it: whoever comes to the browser
    /// next must not find it.
    async fn signing_out(
        &self,
        auth: &Auth,
        request: &RequestFacts,
    ) -> Result<Vec<HeaderValue>, ApiError> {
        let cookies = auth.cookies();
        let Some(text) = cookies.get(request.cookies(), ASIDE) else { return Ok(Vec::new()) };
        if let Some(token) = SessionToken::parse(text, auth.keyring())
            && let Some(aside) = auth.find_live(Via::Cookie(token)).await?
        {
            auth.sign_out(&aside.session, request).await?;
        }
        Ok(vec![cookies.clear(ASIDE)])
    }

    async fn user_barred(&self, auth: &Auth, user: &User) -> Result<Option<ApiError>, ApiError> {
        Ok(is_barred(auth, user).then(|| BANNED_USER.into()))
    }

    async fn before_user_deleted(&self, auth: &Auth, user: &User) -> Result<(), ApiError> {
        let now = auth.now();
        if permission::is_admin(&user.role) && self.store.is_last_admin(&user.id, now).await? {
            return Err(YOU_CANNOT_REMOVE_THE_LAST_ADMIN.into());
        }
        Ok(())
    }

    async fn user_being_deleted(&self, auth: &Auth, user: &User) -> Result<(), ApiError> {
        // Who asked is said by the event of the deletion.
        let event = auth.event(kinds::ROLE_CHANGED, &RequestFacts::new(None, None));
        let consequences = auth.consequences([event.subject(&user.id)]);
        match self.store.step_down(&user.id, auth.now(), &consequences).await? {
            SteppedDown::Done => auth.announce(consequences),
            SteppedDown::NoAdmin => {}
            SteppedDown::LastAdmin => return Err(YOU_CANNOT_REMOVE_THE_LAST_ADMIN.into()),
        }
        Ok(())
    }
}
