//! The actions behind the routes, for server code that signs people up or in by itself.

mod sign_in;
mod sign_up;

use axum::extract::FromRef;
use better_auth_core::{ApiError, Auth};
use http::StatusCode;

use crate::error::INVALID_USERNAME;
use crate::options::EmailPasswordOptions;
use crate::username::Username;

pub use sign_up::{SignUp, SignUpOutcome};

/// Signs people up and in. A cheap handle; `BetterAuth::plugin::<EmailPasswordPlugin>()` hands it
/// out.
#[derive(Debug, Clone)]
pub struct EmailPasswords {
    pub(crate) auth: Auth,
    pub(crate) options: std::sync::Arc<EmailPasswordOptions>,
}

impl EmailPasswords {
    pub(crate) fn new(auth: Auth, options: EmailPasswordOptions) -> Self {
        Self { auth, options: options.into() }
    }
}

impl FromRef<EmailPasswords> for Auth {
    fn from_ref(service: &EmailPasswords) -> Self {
        service.auth.clone()
    }
}

impl EmailPasswords {
    /// Reads a user name; its failures have a status that depends on the route.
    pub(crate) fn parse_username(
        &self,
        typed: &str,
        status: StatusCode,
    ) -> Result<Username, ApiError> {
        let Some(options) = &self.options.usernames else {
            return Err(INVALID_USERNAME.with_status(status).into());
        };
        Username::parse(typed, options).map_err(|code| code.with_status(status).into())
    }
}
