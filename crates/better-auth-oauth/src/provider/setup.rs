//! Whether a provider and the settings for it fit.

use super::Provider;
use super::client::Client;
use super::client_secret::signing_key;
use super::request::ProfileSource;
use super::settings::{ClientSecret, ClientSettings};
use super::template::Values;

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
        check_credentials(&provider, &settings)?;
        let values = values(&provider, &settings)?;
        let client = Self { provider, settings, values };
        client.check_endpoints()?;
        client.check_requests()?;
        Ok(client)
    }

    /// Fails at the start for every address that would fail at a sign-in.
    fn check_endpoints(&self) -> Result<(), SetupError> {
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
        Ok(())
    }

    fn check_requests(&self) -> Result<(), SetupError> {
        let provider = &self.provider;
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

fn check_credentials(provider: &Provider, settings: &ClientSettings) -> Result<(), SetupError> {
    let name = || provider.id.clone().into_owned();
    let odd = |id: &String| id.is_empty() || id.chars().any(|c| c.is_control() || c == ' ');
    if settings.client_ids.iter().any(odd) {
        return Err(SetupError::NoClientId { provider: name() });
    }
    let secretless = settings.secret.as_ref().is_none_or(ClientSecret::is_empty);
    if secretless && !provider.token.public_clients {
        return Err(SetupError::NoSecret { provider: name() });
    }
    if let Some(ClientSecret::Key { pem, .. }) = &settings.secret {
        signing_key(pem).map_err(|_| SetupError::BadKey { provider: name() })?;
    }
    Ok(())
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
