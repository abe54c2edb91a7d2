use serde_json::Value;
use url::Url;

use super::address;
use super::authorization::IssParameter;
use super::discovery::Metadata;
use super::document::ProfileDocument;
use super::mapping::Expected;
use super::profile::{NoEmail, Profile, ProfileError};
use super::settings::{ClientSecret, ClientSettings};
use super::setup::SetupError;
use super::template::{Template, Values};
use super::token::Refresh;
use super::{Provider, placeholder};

/// A provider with an application's registration there, checked: all that a sign-in needs.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) provider: Provider,
    pub(crate) settings: ClientSettings,
    pub(crate) values: Values,
}

/// Where a provider is, with its variables filled in.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Endpoints {
    /// Where browsers are sent.
    pub authorization: Url,
    /// Where codes are exchanged.
    pub token: Url,
    /// Where tokens are renewed.
    pub refresh: Url,
    /// Where the keys of the id tokens are.
    pub jwks: Option<Url>,
    /// The user-info endpoint that discovery found.
    pub user_info: Option<Url>,
    /// Who the provider says it is.
    pub issuer: Option<String>,
    /// Whether an answer must carry `iss`.
    pub iss_parameter: IssParameter,
    /// Whether the secret can only go into the header.
    pub basic_only: bool,
}

impl Client {
    /// What stands in the addresses of the routes, and beside each account in the database.
    pub fn id(&self) -> &str {
        &self.provider.id
    }

    /// The provider.
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// The client ids for which id tokens are taken; the first is that of this application.
    pub fn audiences(&self) -> &[String] {
        &self.settings.client_ids
    }

    /// Where the provider describes itself, for one whose endpoints are found by discovery.
    pub fn discovery(&self) -> Option<Url> {
        let issuer = self.issuer().filter(|_| self.provider.discovery)?;
        let issuer = issuer.trim_end_matches('/');
        address::parse(&format!("{issuer}/.well-known/openid-configuration")).ok()
    }

    /// The issuer that the declaration names.
    pub fn issuer(&self) -> Option<String> {
        self.provider.issuer.as_ref()?.fill(&self.values)
    }

    /// Where the provider is. What the declaration names goes before what discovery found.
    ///
    /// # Errors
    /// [`SetupError::BadAddress`] where neither knows an endpoint, as without the metadata of a
    /// provider that is found by discovery.
    pub fn endpoints(&self, found: Option<&Metadata>) -> Result<Endpoints, SetupError> {
        let provider = &self.provider;
        let or = |own: &Option<Template>, what, found: Option<&Url>| match (own, found) {
            (Some(own), _) => self.address(own, what),
            (None, Some(found)) => Ok(found.clone()),
            (None, None) => Err(self.bad_address(what)),
        };
        let token =
            or(&provider.token_endpoint, "token endpoint", found.map(|found| &found.token))?;
        let refresh = match &provider.token.refresh {
            Refresh::At(url) => self.address(url, "refresh endpoint")?,
            _ => token.clone(),
        };
        let iss_parameter = match found {
            Some(found) if found.sends_iss => IssParameter::Required,
            _ => provider.authorization.iss_parameter,
        };
        Ok(Endpoints {
            authorization: or(
                &provider.authorization_endpoint,
                "authorization endpoint",
                found.map(|found| &found.authorization),
            )?,
            token,
            refresh,
            jwks: or(&provider.jwks, "jwks", found.and_then(|found| found.jwks.as_ref())).ok(),
            user_info: found.and_then(|found| found.user_info.clone()),
            issuer: self.issuer(),
            iss_parameter,
            basic_only: found.is_some_and(|found| found.basic_only),
        })
    }

    /// The address that a template of the declaration gives.
    pub(crate) fn address(&self, of: &Template, what: &'static str) -> Result<Url, SetupError> {
        let variables = &self.provider.variables;
        let fits =
            |name| variables.iter().any(|known| known.name == name && known.fits_into_an_address());
        if !of.names().all(fits) {
            return Err(self.bad_address(what));
        }
        let text = of.fill(&self.values).ok_or_else(|| self.bad_address(what))?;
        address::parse(&text).map_err(|_| self.bad_address(what))
    }

    /// Whether the issuer and the provider's own conditions hold for the claims of an id token.
    /// Signature, audience, times and nonce are checked apart from it. Never for a provider that
    /// has no id tokens.
    pub fn accepts_claims(&self, claims: &Value) -> bool {
        let issuer = self.issuer();
        let rules = self.provider.id_token.as_ref();
        rules.is_some_and(|rules| rules.accept(claims, &self.values, issuer.as_deref()))
    }

    /// Reads the profile.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn profile(&self, document: ProfileDocument) -> Result<Profile, ProfileError> {
        let expected = Expected { client_ids: &self.settings.client_ids, values: &self.values };
        let mut profile = self.provider.map.read(document.into_value(), expected)?;
        if !self.provider.has_email && profile.email == Err(NoEmail::Absent) {
            let secret = self.settings.secret.as_ref().map_or("", ClientSecret::expose);
            let (provider, id) = (&self.provider.id, &profile.id);
            profile.email = placeholder::email(provider, id, secret.as_bytes());
        }
        Ok(profile)
    }

    pub(super) fn bad_address(&self, what: &'static str) -> SetupError {
        SetupError::BadAddress { provider: self.provider.id.clone().into_owned(), what }
    }
}
