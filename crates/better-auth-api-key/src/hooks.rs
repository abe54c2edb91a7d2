//! What the plugin does in the life of requests and rows.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use better_auth_core::assurance::Amr;
use better_auth_core::auth::CredentialSession;
use better_auth_core::plugin::Hooks;
use better_auth_core::store::StoreResult;
use better_auth_core::{ApiError, Auth, Session, User};
use http::request::Parts as Request;

use crate::service::{ApiKeys, Parts, Verified};

/// How long expired keys are kept, so that their owners see why they stopped working.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The means by which the owner of a key is known.
const API_KEY: Amr = Amr::new("api_key");

/// Recognises keys that stand for a session, and sweeps expired ones.
#[derive(Debug)]
pub(crate) struct ApiKeyHooks {
    pub(crate) parts: Arc<Parts>,
}

#[async_trait]
impl Hooks for ApiKeyHooks {
    async fn authenticate(
        &self,
        auth: &Auth,
        request: &Request,
    ) -> Result<Option<(Session, User)>, ApiError> {
        if !self.parts.configs.iter().any(|(_, options)| options.sessions) {
            return Ok(None);
        }
        let service = ApiKeys { auth: auth.clone(), parts: self.parts.clone() };
        let facts = auth.request_facts(request);
        let verified = match request.extensions.get::<Verified>() {
            Some(verified) => Some(verified.clone()),
            None => service.verify_for_session(&request.headers, &facts).await?,
        };
        let Some(Verified { key, user: Some(user) }) = verified else { return Ok(None) };
        if !self.parts.config(&key.config).is_some_and(|options| options.sessions) {
            return Ok(None);
        }
        let lent = CredentialSession {
            id: key.id.as_str(),
            user: &user.id,
            means: API_KEY,
            created_at: key.created_at,
            expires_at: key.expires_at,
            request: &facts,
        };
        Ok(Some((auth.credential_session(lent), user)))
    }

    async fn sweep(&self, auth: &Auth) -> StoreResult<u64> {
        self.parts.store.sweep_keys(auth.now().minus(KEPT)).await
    }
}
