use url::Url;

use super::authorization::{Pkce, ResponseMode};
use super::client::{Client, Endpoints};

/// What differs from sign-in to sign-in in the request that the browser is sent with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ask<'a> {
    /// Comes back with the answer.
    pub state: &'a str,
    /// Where the answer goes.
    pub redirect_uri: &'a str,
    /// The SHA-256 of the code verifier, in base64url.
    pub code_challenge: &'a str,
    /// Comes back in the id token.
    pub nonce: &'a str,
    /// Scopes beside those of the declaration and the settings.
    pub scopes: &'a [String],
    /// The address or name under which the user probably signs in.
    pub login_hint: Option<&'a str>,
    /// What the caller wants to add. What is set already stays as it is.
    pub parameters: &'a [(String, String)],
}

/// Names that a caller can not add a parameter under: they decide who gets the answer and what in,
/// or carry a whole other request (RFC 9101).
const RESERVED: [&str; 14] = [
    "state",
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "registration",
    "client_secret",
    "client_assertion",
];

impl Client {
    /// Whether a caller can add no parameter of that name.
    pub fn reserves(&self, name: &str) -> bool {
        RESERVED.contains(&name) || self.provider.token.client_id_name == name
    }

    /// Where the browser is sent.
    pub fn authorization_url(&self, endpoints: &Endpoints, ask: &Ask<'_>) -> Url {
        let mut url = endpoints.authorization.clone();
        let mut names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
        names.extend(RESERVED.map(str::to_owned));
        let own = self.own_parameters(ask);
        names.extend(own.iter().map(|(name, _)| name.clone()));
        {
            let mut query = url.query_pairs_mut();
            for (name, value) in &own {
                query.append_pair(name, value);
            }
            for (name, value) in ask.parameters {
                if !names.contains(name) {
                    names.push(name.clone());
                    query.append_pair(name, value);
                }
            }
        }
        url
    }

    /// The scopes of a sign-in: those of the declaration, of the settings and of the caller, each
    /// once.
    pub fn scopes(&self, further: &[String]) -> Vec<String> {
        let mut scopes: Vec<String> = Vec::new();
        let default = self.provider.default_scopes().filter(|_| self.settings.default_scopes);
        let given = self.settings.scopes.iter().chain(further).map(String::as_str);
        for scope in default.chain(given) {
            if !scope.is_empty() && !scopes.iter().any(|known| known == scope) {
                scopes.push(scope.to_owned());
            }
        }
        scopes
    }

    fn own_parameters(&self, ask: &Ask<'_>) -> Vec<(String, String)> {
        let rules = &self.provider.authorization;
        let client_id = self.settings.client_ids.first().cloned().unwrap_or_default();
        let mut own = vec![
            (self.provider.token.client_id_name.to_string(), client_id),
            ("response_type".to_owned(), "code".to_owned()),
            ("redirect_uri".to_owned(), ask.redirect_uri.to_owned()),
            ("state".to_owned(), ask.state.to_owned()),
        ];
        let mut add = |name: &str, value: Option<String>| {
            own.extend(value.map(|value| (name.to_owned(), value)));
        };
        let scopes = self.scopes(ask.scopes).join(&rules.scope_separator.to_string());
        add("scope", Some(scopes).filter(|scopes| !scopes.is_empty()));
        if rules.pkce == Pkce::S256 {
            add("code_challenge", Some(ask.code_challenge.to_owned()));
            add("code_challenge_method", Some("S256".to_owned()));
        }
        add("nonce", self.provider.id_token.as_ref().map(|_| ask.nonce.to_owned()));
        if rules.response_mode == ResponseMode::FormPost {
            add("response_mode", Some("form_post".to_owned()));
        }
        let prompt = self.settings.prompt.as_deref().or(rules.prompt.as_deref());
        add("prompt", prompt.map(str::to_owned));
        add("login_hint", ask.login_hint.map(str::to_owned));
        for (name, value) in &rules.parameters {
            add(name, value.fill(&self.values));
        }
        own
    }
}

#[cfg(test)]
mod tests;
