//! Providers as data: what the engine needs to know of one, and nothing that runs.
//!
//! A [`Provider`] says how to talk to a provider; [`ClientSettings`] is the application's
//! registration there; a [`Client`] is both, checked, with every variable filled in.

mod address;
mod ask;
mod authorization;
mod build;
mod client;
mod client_secret;
mod discovery;
mod document;
mod exchange;
mod fetch;
mod id_token;
mod mapping;
mod pick;
mod placeholder;
mod profile;
mod request;
mod settings;
mod setup;
mod template;
mod token;
mod variable;
mod verified;

use std::borrow::Cow;

pub use ask::Ask;
pub use authorization::{IssParameter, Pkce, ResponseMode};
pub use client::{Client, Endpoints};
pub use discovery::{Metadata, MetadataError};
pub use document::ProfileDocument;
pub use exchange::{Grant, RequestError};
pub use fetch::Granted;
pub use id_token::{IdTokenRules, Settings};
pub use mapping::ProfileMap;
pub use pick::Pick;
pub use placeholder::is_placeholder;
pub use profile::{NoEmail, Profile, ProfileError};
pub use request::{Parameter, ProfileRequest, ProfileSource};
pub use settings::ClientSettings;
pub use setup::SetupError;
pub use template::Template;
pub use token::{ClientAuthentication, Refresh, TokenMethod};
pub use variable::{Variable, VariableKind};
pub use verified::Verified;

#[cfg(test)]
pub(crate) use client_secret::tests::pem as test_pem;

use authorization::Authorization;
use request::FurtherRequest;
use token::TokenRules;

/// How to talk to a provider.
///
/// An application's own provider, with the places of its answer:
///
/// ```
/// use better_auth_oauth::{ClientSettings, Pick, ProfileMap, ProfileRequest, Provider, Verified};
///
/// let forge = Provider::oauth2("forge", "The Forge")
///     .authorization("https://forge.example/oauth/authorize")
///     .token("https://forge.example/oauth/token")
///     .scopes(["profile", "email"])
///     .profile_from(ProfileRequest::get("https://forge.example/api/me"))
///     .profile(
///         ProfileMap::id("/user/id")
///             .name(Pick::joined(["/user/first", "/user/last"]))
///             .email("/user/mail")
///             .verified(Verified::flag("/user/mail_confirmed")),
///     );
/// let client = forge.client(ClientSettings::new("id", "secret"))?;
/// # assert_eq!(client.id(), "forge");
/// # Ok::<(), better_auth_oauth::SetupError>(())
/// ```
///
/// One that speaks OpenID Connect needs its issuer only:
///
/// ```
/// # use better_auth_oauth::{ClientSettings, Provider};
/// let company = Provider::oidc("company", "https://id.company.example");
/// # company.client(ClientSettings::new("id", "secret"))?;
/// # Ok::<(), better_auth_oauth::SetupError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Provider {
    pub(crate) id: Cow<'static, str>,
    pub(crate) name: Cow<'static, str>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) authorization_endpoint: Option<Template>,
    pub(crate) token_endpoint: Option<Template>,
    pub(crate) jwks: Option<Template>,
    pub(crate) issuer: Option<Template>,
    pub(crate) discovery: bool,
    pub(crate) authorization: Authorization,
    pub(crate) token: TokenRules,
    pub(crate) id_token: Option<IdTokenRules>,
    pub(crate) source: ProfileSource,
    pub(crate) further: Vec<FurtherRequest>,
    pub(crate) map: ProfileMap,
    pub(crate) has_email: bool,
}

impl Provider {
    /// What stands in the addresses of the routes, and beside each account in the database.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it needs to be told beside client id and secret.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The scopes that are asked for where the application does not say otherwise.
    pub fn default_scopes(&self) -> impl Iterator<Item = &str> {
        self.authorization.scopes.iter().map(AsRef::as_ref)
    }

    /// Whether its access tokens can be renewed.
    pub fn refreshes(&self) -> bool {
        self.token.refresh != Refresh::Unsupported
    }

    /// Whether its id tokens are checked.
    pub fn is_openid(&self) -> bool {
        self.id_token.is_some()
    }

    /// By what it says that an address belongs to the user.
    pub fn verified(&self) -> &Verified {
        &self.map.verified
    }

    /// Whether it may name an address of the user at all.
    pub fn has_email(&self) -> bool {
        self.has_email
    }

    /// Whether a client without secret can be registered there.
    pub fn allows_public_clients(&self) -> bool {
        self.token.public_clients
    }

    /// This provider for an application's registration there.
    ///
    /// # Errors
    /// [`SetupError`] where the settings do not fit.
    pub fn client(self, settings: ClientSettings) -> Result<Client, SetupError> {
        Client::new(self, settings)
    }
}
