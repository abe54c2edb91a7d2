//! Providers that are switched on by environment variables.

use crate::provider::{ClientSettings, Provider, SetupError};

/// Environment variables do not make a provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// A variable is missing beside another that is set.
    #[error("{missing} is missing beside {given}: {meaning}")]
    Missing {
        /// The variable that is missing.
        missing: String,
        /// The one that is set.
        given: String,
        /// What the missing one is.
        meaning: String,
    },
    /// The value of a variable can not be used.
    #[error("{name} can not be used: give {meaning}")]
    BadValue {
        /// The variable.
        name: String,
        /// What it is.
        meaning: String,
    },
    /// Anything else that does not fit.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// A provider, and the application's registration there.
pub type Registered = (Provider, ClientSettings);

/// The name of a variable of a provider: `GOOGLE_CLIENT_ID`.
pub(crate) fn variable(provider: &str, name: &str) -> String {
    format!("{provider}_{name}").to_ascii_uppercase().replace('-', "_")
}

/// The providers that the environment switches on: each whose `<ID>_CLIENT_ID` is set, with
/// `<ID>_CLIENT_SECRET` and, for what else it needs, `<ID>_<VARIABLE>`; and with `OIDC_ISSUER`,
/// `OIDC_CLIENT_ID` and `OIDC_CLIENT_SECRET` the provider `oidc`, which is found by discovery.
///
/// Apple's secret may be given as `APPLE_CLIENT_SECRET`, or be made from `APPLE_TEAM_ID`,
/// `APPLE_KEY_ID` and `APPLE_PRIVATE_KEY`. A variable that is set to nothing counts as not set.
///
/// # Errors
/// [`EnvironmentError`], which names the variable and never its value. What comes back fits together,
/// so [`Provider::client`] does not fail for it.
///
/// ```
/// use better_auth_oauth::{OAuthPlugin, providers};
///
/// # fn plugin(mut plugin: OAuthPlugin) -> Result<OAuthPlugin, providers::EnvironmentError> {
/// for (provider, settings) in providers::from_env(|name| std::env::var(name).ok())? {
///     plugin = plugin.provider(provider, settings);
/// }
/// # Ok(plugin)
/// # }
/// ```
pub fn from_env(
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Vec<Registered>, EnvironmentError> {
    let lookup = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
    let mut found = Vec::new();
    for provider in super::all() {
        found.extend(registered(provider, &lookup)?);
    }
    found.extend(oidc(&lookup)?);
    Ok(found)
}

fn oidc(lookup: &impl Fn(&str) -> Option<String>) -> Result<Option<Registered>, EnvironmentError> {
    const ISSUER: &str = "OIDC_ISSUER";
    const MEANING: &str = "the https URL of the issuer";
    let Some(issuer) = lookup(ISSUER) else {
        return match lookup("OIDC_CLIENT_ID") {
            Some(_) => Err(missing(ISSUER.to_owned(), "OIDC_CLIENT_ID".to_owned(), MEANING)),
            None => Ok(None),
        };
    };
    if lookup("OIDC_CLIENT_ID").is_none() {
        let name = "OIDC_CLIENT_ID".to_owned();
        return Err(missing(name, ISSUER.to_owned(), "the client id that the provider gave"));
    }
    let found = registered(Provider::oidc("oidc", issuer).named("OpenID Connect"), lookup);
    found.map_err(|error| match error {
        EnvironmentError::Setup(SetupError::BadAddress { .. }) => {
            EnvironmentError::BadValue { name: ISSUER.to_owned(), meaning: MEANING.to_owned() }
        }
        other => other,
    })
}

/// The provider, if its client id is set.
fn registered(
    provider: Provider,
    lookup: &impl Fn(&str) -> Option<String>,
) -> Result<Option<Registered>, EnvironmentError> {
    let name = |name: &str| variable(provider.id(), name);
    let given = name("CLIENT_ID");
    let Some(client_id) = lookup(&given) else {
        return match lookup(&name("CLIENT_SECRET")) {
            Some(_) => Err(missing(given, name("CLIENT_SECRET"), "the id of the client")),
            None => Ok(None),
        };
    };
    let mut settings = match lookup(&name("CLIENT_SECRET")) {
        Some(secret) => ClientSettings::new(client_id, secret),
        None => without_secret(&provider, client_id, lookup)?,
    };
    for variable in provider.variables() {
        if let Some(value) = lookup(&name(&variable.name)) {
            settings = settings.set(variable.name.clone(), value);
        }
    }
    match provider.clone().client(settings.clone()) {
        Ok(_) => Ok(Some((provider, settings))),
        Err(error) => Err(by_variable(provider.id(), error)),
    }
}

/// The settings of a client that has no secret of its own.
fn without_secret(
    provider: &Provider,
    client_id: String,
    lookup: &impl Fn(&str) -> Option<String>,
) -> Result<ClientSettings, EnvironmentError> {
    let name = |name: &str| variable(provider.id(), name);
    if provider.id() == "apple" {
        let part = |part: &str, meaning: &str| {
            lookup(&name(part)).ok_or_else(|| missing(name(part), name("CLIENT_ID"), meaning))
        };
        let meaning = "the id of the team, or give APPLE_CLIENT_SECRET";
        let team = part("TEAM_ID", meaning)?;
        let key = part("KEY_ID", "the id of the key")?;
        let pem = part("PRIVATE_KEY", "the content of the .p8 file")?;
        return Ok(ClientSettings::apple(client_id, team, key, pem));
    }
    if provider.allows_public_clients() {
        return Ok(ClientSettings::public(client_id));
    }
    Err(missing(name("CLIENT_SECRET"), name("CLIENT_ID"), "the secret of the client"))
}

fn missing(missing: String, given: String, meaning: &str) -> EnvironmentError {
    EnvironmentError::Missing { missing, given, meaning: meaning.to_owned() }
}

/// An error under the name that the operator knows.
fn by_variable(id: &str, error: SetupError) -> EnvironmentError {
    match error {
        SetupError::Missing { name, meaning, .. } => {
            missing(variable(id, &name), variable(id, "CLIENT_ID"), &meaning)
        }
        SetupError::BadValue { name, meaning, .. } => {
            EnvironmentError::BadValue { name: variable(id, &name), meaning }
        }
        SetupError::BadKey { .. } => EnvironmentError::BadValue {
            name: variable(id, "PRIVATE_KEY"),
            meaning: "the content of the .p8 file".to_owned(),
        },
        SetupError::NoClientId { .. } => EnvironmentError::BadValue {
            name: variable(id, "CLIENT_ID"),
            meaning: "the id of the client".to_owned(),
        },
        other => other.into(),
    }
}

#[cfg(test)]
mod tests;
