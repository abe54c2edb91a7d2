//! The actions behind the routes, for server code that does them by itself.

mod acceptance;
mod devices;
mod enrolment;
mod guesses;
mod mail;
mod verification;

use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::{ApiError, Auth, UserId};

use crate::options::TwoFactorOptions;
use crate::store::{TrustedDeviceStore, TwoFactorStore};

pub use enrolment::AppEnrolment;
pub(crate) use verification::{Proving, Verified};

/// Switches second factors on and off. A cheap handle;
/// `BetterAuth::plugin::<TwoFactorPlugin>()` hands it out.
///
/// The methods do not ask whether the person means it; the routes do, by the password or a fresh
/// session.
#[derive(Debug, Clone)]
pub struct TwoFactors {
    pub(crate) auth: Auth,
    pub(crate) store: Arc<dyn TwoFactorStore>,
    pub(crate) devices: Arc<dyn TrustedDeviceStore>,
    pub(crate) options: Arc<TwoFactorOptions>,
}

impl FromRef<TwoFactors> for Auth {
    fn from_ref(service: &TwoFactors) -> Self {
        service.auth.clone()
    }
}

impl TwoFactors {
    /// Every session of the user has ended but the new one.
    async fn sessions_ended(&self, user: &UserId) -> Result<(), ApiError> {
        for hooks in self.auth.hooks() {
            hooks.session_ended(&self.auth, user, None).await?;
        }
        Ok(())
    }
}
