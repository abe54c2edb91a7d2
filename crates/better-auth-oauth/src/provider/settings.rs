use std::collections::BTreeMap;

use better_auth_core::SecretString;

/// An application's registration at a provider: what the provider's console shows, and what the
/// application wants of it.
///
/// ```
/// use better_auth_oauth::ClientSettings;
///
/// let settings = ClientSettings::new("the client id", "the client secret")
///     .scope("https://www.googleapis.com/auth/calendar.readonly")
///     .set("hd", "example.com");
/// assert!(!format!("{settings:?}").contains("the client secret"));
/// ```
#[derive(Debug, Clone)]
pub struct ClientSettings {
    pub(crate) client_ids: Vec<String>,
    pub(crate) secret: Option<ClientSecret>,
    pub(crate) scopes: Vec<String>,
    pub(crate) default_scopes: bool,
    pub(crate) prompt: Option<String>,
    pub(crate) values: BTreeMap<String, String>,
}

/// What a client proves itself with.
#[derive(Debug, Clone)]
pub(crate) enum ClientSecret {
    /// A text.
    Text(SecretString),
    /// A key that signs a secret for a short time (Apple).
    Key { team: String, key: String, pem: SecretString },
}

impl ClientSettings {
    /// A client with a secret.
    pub fn new(client_id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self::with_secret(client_id.into(), Some(ClientSecret::Text(secret.into())))
    }

    /// A client without a secret, where the provider has such.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self::with_secret(client_id.into(), None)
    }

    /// A client of Apple's: the id of the service, the id of the team, the id of the key, and the
    /// key's PEM (the content of the `.p8` file). The secret, which Apple wants anew at least every
    /// half year, is made from them.
    pub fn apple(
        service_id: impl Into<String>,
        team_id: impl Into<String>,
        key_id: impl Into<String>,
        pem: impl Into<SecretString>,
    ) -> Self {
        let secret =
            ClientSecret::Key { team: team_id.into(), key: key_id.into(), pem: pem.into() };
        Self::with_secret(service_id.into(), Some(secret))
    }

    fn with_secret(client_id: String, secret: Option<ClientSecret>) -> Self {
        Self {
            client_ids: vec![client_id],
            secret,
            scopes: Vec::new(),
            default_scopes: true,
            prompt: None,
            values: BTreeMap::new(),
        }
    }

    /// A further client id whose id tokens are taken: that of the application's mobile app.
    #[must_use]
    pub fn also_for(mut self, client_id: impl Into<String>) -> Self {
        self.client_ids.push(client_id.into());
        self
    }

    /// A scope beside those that the sign-in needs.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Asks for none of the provider's default scopes, only for those given here.
    #[must_use]
    pub fn without_default_scopes(mut self) -> Self {
        self.default_scopes = false;
        self
    }

    /// What the provider shall ask the user (`prompt`), as `select_account` or `consent`.
    #[must_use]
    pub fn prompt(mut self, prompt: impl Into<String>) -> Self {
        self.prompt = Some(prompt.into());
        self
    }

    /// The value of a [`Variable`](crate::Variable) of the provider.
    #[must_use]
    pub fn set(mut self, variable: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.insert(variable.into(), value.into());
        self
    }
}

impl ClientSecret {
    pub(crate) fn expose(&self) -> &str {
        match self {
            Self::Text(text) | Self::Key { pem: text, .. } => text.expose(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.expose().is_empty(),
            Self::Key { team, key, pem } => {
                team.is_empty() || key.is_empty() || pem.expose().is_empty()
            }
        }
    }
}
