//! The actions behind the routes.

mod access;
mod account;
mod callback;
mod create;
mod failure;
mod id_token;
mod link;
mod refresh;
mod sign_in;
mod start;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::{Auth, ErrorCode};

use crate::options::OAuthOptions;
use crate::remote::Remote;
use crate::store::OAuthStore;

pub use access::{AccessToken, WhichAccount};

pub(crate) use callback::{Answer, CallbackParameters};
pub(crate) use id_token::PresentedToken;
pub(crate) use start::Start;

/// Signs people in by their accounts elsewhere, and looks after the tokens of those. A cheap handle;
/// `BetterAuth::plugin::<OAuthPlugin>()` hands it out.
#[derive(Debug, Clone)]
pub struct OAuth {
    pub(crate) auth: Auth,
    store: Arc<dyn OAuthStore>,
    remotes: Arc<BTreeMap<String, Arc<Remote>>>,
    options: Arc<OAuthOptions>,
}

impl OAuth {
    pub(crate) fn new(
        auth: Auth,
        store: Arc<dyn OAuthStore>,
        remotes: Vec<Remote>,
        options: OAuthOptions,
    ) -> Self {
        let by_id = remotes.into_iter().map(|remote| (remote.id().to_owned(), Arc::new(remote)));
        Self { auth, store, remotes: Arc::new(by_id.collect()), options: Arc::new(options) }
    }

    /// The ids of the providers in use.
    pub fn providers(&self) -> impl Iterator<Item = &str> {
        self.remotes.keys().map(String::as_str)
    }

    fn remote(&self, id: &str, code: ErrorCode) -> Result<&Arc<Remote>, ErrorCode> {
        self.remotes.get(id).ok_or(code)
    }
}

impl FromRef<OAuth> for Auth {
    fn from_ref(service: &OAuth) -> Self {
        service.auth.clone()
    }
}
