use std::borrow::Cow;

use super::Template;

/// How tokens are asked for at a provider, in exchange for a code or a refresh token.
#[derive(Debug, Clone)]
pub(crate) struct TokenRules {
    /// How the request is sent.
    pub(crate) method: TokenMethod,
    /// Where the client's secret goes.
    pub(crate) authentication: ClientAuthentication,
    /// The name of the parameter `client_id`, here and in the authorization request.
    pub(crate) client_id_name: Cow<'static, str>,
    /// The name of the parameter `client_secret`.
    pub(crate) client_secret_name: Cow<'static, str>,
    /// Parameters of the callback that the exchange of the code must repeat.
    pub(crate) from_callback: Vec<Cow<'static, str>>,
    /// Whether tokens can be renewed.
    pub(crate) refresh: Refresh,
    /// Whether a client without secret (RFC 6749 section 2.1, "public") can be registered here.
    pub(crate) public_clients: bool,
}

impl Default for TokenRules {
    fn default() -> Self {
        Self {
            method: TokenMethod::PostForm,
            authentication: ClientAuthentication::Body,
            client_id_name: "client_id".into(),
            client_secret_name: "client_secret".into(),
            from_callback: Vec::new(),
            refresh: Refresh::Standard,
            public_clients: false,
        }
    }
}

/// How the token request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenMethod {
    /// A form in the body of a POST: the standard.
    PostForm,
    /// The query of a GET. The secret is then part of the URL.
    GetQuery,
}

/// Where the client's secret goes in a token request (RFC 6749 section 2.3.1). Without a secret
/// the client id goes into the body alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// Beside the other parameters (`client_secret_post`).
    Body,
    /// In the `Authorization` header, id and secret form-encoded first (`client_secret_basic`).
    Basic,
}

/// Whether and how an access token is renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refresh {
    /// `grant_type=refresh_token` at the token endpoint.
    Standard,
    /// As the standard, with the scopes of the sign-in repeated.
    WithScopes,
    /// At an address of its own, with the client id and without the secret.
    At(Template),
    /// Not at all.
    Unsupported,
}
