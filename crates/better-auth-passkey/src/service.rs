//! The actions behind the routes.

mod manage;
mod registration;
mod sign_in;

use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::Auth;

use crate::options::PasskeyOptions;
use crate::relying_party::RelyingParty;
use crate::store::PasskeyStore;

pub(crate) use registration::{Caller, StartRegistration};

/// Looks after the passkeys of users. A cheap handle; `BetterAuth::plugin::<PasskeyPlugin>()`
/// hands it out.
#[derive(Debug, Clone)]
pub struct Passkeys {
    pub(crate) auth: Auth,
    store: Arc<dyn PasskeyStore>,
    relying_party: Arc<RelyingParty>,
    options: Arc<PasskeyOptions>,
}

impl Passkeys {
    pub(crate) fn new(auth: Auth, store: Arc<dyn PasskeyStore>, options: PasskeyOptions) -> Self {
        let relying_party = Arc::new(RelyingParty::new(&options, auth.settings()));
        Self { auth, store, relying_party, options: options.into() }
    }

    /// Whether strangers may make an account with a passkey.
    pub(crate) fn takes_sign_ups(&self) -> bool {
        self.options.sign_up
    }
}

impl FromRef<Passkeys> for Auth {
    fn from_ref(service: &Passkeys) -> Self {
        service.auth.clone()
    }
}
