use std::borrow::Cow;

use super::Template;

/// What a provider expects in the request that the browser is sent to it with.
#[derive(Debug, Clone)]
pub(crate) struct Authorization {
    /// The scopes without which the profile can not be read.
    pub(crate) scopes: Vec<Cow<'static, str>>,
    /// Stands between two scopes: a space by the standard.
    pub(crate) scope_separator: char,
    /// Parameters of this provider. One whose variable has no value is not sent.
    pub(crate) parameters: Vec<(Cow<'static, str>, Template)>,
    /// `prompt` where the application asks for none.
    pub(crate) prompt: Option<Cow<'static, str>>,
    /// How the answer comes back.
    pub(crate) response_mode: ResponseMode,
    /// Whether the request carries a challenge.
    pub(crate) pkce: Pkce,
    /// What the `iss` parameter of the answer must be.
    pub(crate) iss_parameter: IssParameter,
}

impl Default for Authorization {
    fn default() -> Self {
        Self {
            scopes: Vec::new(),
            scope_separator: ' ',
            parameters: Vec::new(),
            prompt: None,
            response_mode: ResponseMode::Query,
            pkce: Pkce::S256,
            iss_parameter: IssParameter::IfSent,
        }
    }
}

/// How the browser brings the provider's answer to the callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseMode {
    /// In the query of a GET: the standard.
    Query,
    /// In the form of a cross-site POST (`response_mode=form_post`), which carries no `SameSite=Lax`
    /// cookie.
    FormPost,
}

/// Whether the authorization request carries a PKCE challenge (RFC 7636).
///
/// It is sent also to providers that are not known to check it: those that do not ignore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pkce {
    /// A SHA-256 challenge: the default.
    S256,
    /// No challenge: this provider is known to refuse a request that has one. The state, which is
    /// bound to the browser, is then the only tie between the request and the answer.
    Refused,
}

/// What is known of the `iss` parameter in the answer (RFC 9207), by which an answer of one
/// provider is not taken for that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssParameter {
    /// Compared with the issuer when it is there.
    IfSent,
    /// The provider has promised to send it: an answer without it is refused.
    Required,
}
