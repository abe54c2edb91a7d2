use serde_json::Value;
use url::Url;

use super::address;
use super::authorization::IssParameter;
use super::client_secret::signing_key;
use super::discovery::Metadata;
use super::document::ProfileDocument;
use super::mapping::Expected;
use super::profile::{NoEmail, Profile, ProfileError};
use super::request::ProfileSource;
use super::settings::{ClientSecret, ClientSettings};
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

/// A provider and the settings for it do not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The id of a provider stands in addresses: lower-case letters, digits, `-` and `_`, at most
    /// 64. `credential` means the password.
    #[error("{0:?} can not be the id of a provider")]
    BadId(String),
    /// The client id is empty, or is no text that could stand in a request.
    #[error("{provider}: the client id is missing")]
    NoClientId {
        /// The provider.
        provider: String,
    },
    /// This provider needs a client secret.
    #[error("{provider}: the client secret is missing")]
    NoSecret {
        /// The provider.
        provider: String,
    },
    /// The key that makes the client secret is no PKCS #8 key of P-256 in PEM.
    #[error("{provider}: the key can not be used; give the content of the .p8 file")]
    BadKey {
        /// The provider.
        provider: String,
    },
    /// The provider needs to know more.
    #[error("{provider}: {name} is missing: {meaning}")]
    Missing {
        /// The provider.
        provider: String,
        /// The variable.
        name: String,
        /// What it is.
        meaning: String,
    },
    /// The provider has no such variable.
    #[error("{provider} has no setting {name}")]
    Unknown {
        /// The provider.
        provider: String,
        /// The name.
        name: String,
    },
    /// The value of a variable is none of its kind.
    #[error("{provider}: the value of {name} can not be used: {meaning}")]
    BadValue {
        /// The provider.
        provider: String,
        /// The variable.
        name: String,
        /// What it is.
        meaning: String,
    },
    /// The declaration has no usable address.
    #[error("{provider}: the {what} is missing, is no https URL, or uses an unknown variable")]
    BadAddress {
        /// The provider.
        provider: String,
        /// Which.
        what: &'static str,
    },
}

/// Longest id of a provider: as wide as its column.
const MAX_PROVIDER_ID: usize = 64;

impl Client {
    /// Checks that provider and settings fit.
    ///
    /// # Errors
    /// [`SetupError`].
    pub fn new(provider: Provider, settings: ClientSettings) -> Result<Self, SetupError> {
        check_id(&provider.id)?;
        let name = || provider.id.clone().into_owned();
        let odd = |id: &String| id.is_empty() || id.chars().any(|c| c.is_control() || c == ' ');
        if settings.client_ids.iter().any(odd) {
            return Err(SetupError::NoClientId { provider: name() });
        }
        let secretless = settings.secret.as_ref().is_none_or(|secret| secret.is_empty());
        if secretless && !provider.token.public_clients {
            return Err(SetupError::NoSecret { provider: name() });
        }
        if let Some(ClientSecret::Key { pem, .. }) = &settings.secret {
            signing_key(pem).map_err(|_| SetupError::BadKey { provider: name() })?;
        }
        let values = values(&provider, &settings)?;
        let client = Self { provider, settings, values };
        client.check_addresses()?;
        Ok(client)
    }

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

    fn bad_address(&self, what: &'static str) -> SetupError {
        SetupError::BadAddress { provider: self.provider.id.clone().into_owned(), what }
    }

    /// Fails at the start for every address that would fail at a sign-in.
    fn check_addresses(&self) -> Result<(), SetupError> {
        let provider = &self.provider;
        let templates = [
            (&provider.authorization_endpoint, "authorization endpoint"),
            (&provider.token_endpoint, "token endpoint"),
            (&provider.jwks, "jwks"),
        ];
        for (template, what) in templates {
            if let Some(template) = template {
                self.address(template, what)?;
            }
        }
        if provider.discovery {
            self.discovery().ok_or_else(|| self.bad_address("issuer"))?;
        } else {
            self.endpoints(None)?;
        }
        if let ProfileSource::Request(request) = &provider.source {
            self.address(&request.url, "profile's address")?;
        } else if provider.id_token.is_none() {
            return Err(self.bad_address("profile's address"));
        }
        if provider.id_token.is_some() && !provider.discovery && provider.jwks.is_none() {
            return Err(self.bad_address("jwks"));
        }
        for further in &provider.further {
            self.address(&further.request.url, "further request's address")?;
        }
        Ok(())
    }
}

fn check_id(id: &str) -> Result<(), SetupError> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let good = !id.is_empty() && id.len() <= MAX_PROVIDER_ID && id.chars().all(letters);
    if good && id != better_auth_core::entity::CREDENTIAL_PROVIDER {
        Ok(())
    } else {
        Err(SetupError::BadId(id.to_owned()))
    }
}

fn values(provider: &Provider, settings: &ClientSettings) -> Result<Values, SetupError> {
    let id = || provider.id.clone().into_owned();
    let known = |name: &String| provider.variables.iter().any(|known| known.name == name.as_str());
    if let Some(name) = settings.values.keys().find(|name| !known(name)) {
        return Err(SetupError::Unknown { provider: id(), name: name.clone() });
    }
    let mut values = Values::new();
    for variable in &provider.variables {
        let (name, meaning) = (variable.name.to_string(), variable.meaning.to_string());
        let given = settings.values.get(&name).map(String::as_str);
        let Some(value) = given.or(variable.default.as_deref()) else {
            if variable.is_required() {
                return Err(SetupError::Missing { provider: id(), name, meaning });
            }
            continue;
        };
        let Some(value) = variable.accept(value) else {
            return Err(SetupError::BadValue { provider: id(), name, meaning });
        };
        values.insert(name, value);
    }
    Ok(values)
}
