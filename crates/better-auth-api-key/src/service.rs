//! The actions behind the routes, and those that only server code has.

mod create;
mod manage;
mod rights;
mod verify;

use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::event::{Event, EventKind};
use better_auth_core::{ApiError, Auth, RequestFacts, User};
use http::HeaderName;

use crate::error::API_KEY_CONFIGURATION_NOT_FOUND;
use crate::options::ApiKeyOptions;
use crate::plugin::DEFAULT;
use crate::record::ApiKeyId;
use crate::store::ApiKeyStore;

pub use create::NewApiKey;
pub(crate) use create::{check_custom_expiry, life_of, metadata_of};
pub use verify::Verified;

/// The actions of the plugin, for server code and behind its routes. A cheap handle:
/// `auth.plugin::<ApiKeyPlugin>()`.
#[derive(Debug, Clone)]
pub struct ApiKeys {
    pub(crate) auth: Auth,
    pub(crate) parts: Arc<Parts>,
}

/// What the plugin works with.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) store: Arc<dyn ApiKeyStore>,
    pub(crate) configs: Vec<(String, ApiKeyOptions)>,
    pub(crate) header: HeaderName,
    pub(crate) any_form: bool,
}

impl Parts {
    /// The configuration of that name.
    pub(crate) fn config(&self, name: &str) -> Option<&ApiKeyOptions> {
        self.configs.iter().find(|(known, _)| known == name).map(|(_, options)| options)
    }
}

impl FromRef<ApiKeys> for Auth {
    fn from_ref(service: &ApiKeys) -> Self {
        service.auth.clone()
    }
}

/// Who asks for a change, for the events.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who, as they were when they were authenticated; `None` where server code makes the change by
    /// itself.
    pub user: Option<&'a User>,
    /// From where.
    pub request: &'a RequestFacts,
}

impl ApiKeys {
    fn event(&self, kind: EventKind, by: By<'_>, key: &ApiKeyId) -> Event {
        let event = self.auth.event(kind, by.request).object(key);
        match by.user {
            Some(user) => event.actor(&user.id),
            None => event,
        }
    }

    /// The configuration of that name, or the default one.
    fn config(&self, name: Option<&str>) -> Result<(&str, &ApiKeyOptions), ApiError> {
        let name = name.unwrap_or(DEFAULT);
        let found = self.parts.configs.iter().find(|(known, _)| known == name);
        let found = found.ok_or(API_KEY_CONFIGURATION_NOT_FOUND)?;
        Ok((&found.0, &found.1))
    }
}
