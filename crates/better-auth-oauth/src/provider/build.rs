//! How a [`Provider`] is written down.

use std::borrow::Cow;

use super::authorization::{Authorization, IssParameter, Pkce, ResponseMode};
use super::id_token::IdTokenRules;
use super::mapping::ProfileMap;
use super::request::{FurtherRequest, ProfileRequest, ProfileSource};
use super::template::Template;
use super::token::{ClientAuthentication, Refresh, TokenMethod, TokenRules};
use super::variable::Variable;
use super::{Provider, Verified};

type Text = Cow<'static, str>;

impl Provider {
    /// A provider that speaks OAuth 2.0: its endpoints, its source of profiles and where the parts
    /// of a profile stand must be said.
    pub fn oauth2(id: impl Into<Text>, name: impl Into<Text>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            variables: Vec::new(),
            authorization_endpoint: None,
            token_endpoint: None,
            jwks: None,
            issuer: None,
            discovery: false,
            authorization: Authorization::default(),
            token: TokenRules::default(),
            id_token: None,
            source: ProfileSource::IdToken,
            further: Vec::new(),
            map: ProfileMap::id("/sub"),
            has_email: true,
        }
    }

    /// A provider that speaks OpenID Connect and describes itself
    /// (`<issuer>/.well-known/openid-configuration`). The profile is that of the standard; the
    /// address counts as verified by `email_verified: true`.
    pub fn oidc(id: impl Into<Text>, issuer: impl Into<Template>) -> Self {
        let id = id.into();
        let name = id.clone();
        let mut provider = Self::oauth2(id, name)
            .issuer(issuer)
            .scopes(["openid", "profile", "email"])
            .id_token(IdTokenRules::of_discovered_issuer())
            .profile(ProfileMap::openid())
            .public_clients();
        provider.discovery = true;
        provider.source = ProfileSource::IdTokenAndUserInfo;
        provider
    }

    /// What people call it.
    #[must_use]
    pub fn named(mut self, name: impl Into<Text>) -> Self {
        self.name = name.into();
        self
    }

    /// Something the application tells, which templates then use in braces.
    #[must_use]
    pub fn variable(mut self, variable: Variable) -> Self {
        self.variables.push(variable);
        self
    }

    /// Where the browser is sent to ask the user.
    #[must_use]
    pub fn authorization(mut self, url: impl Into<Template>) -> Self {
        self.authorization_endpoint = Some(url.into());
        self
    }

    /// Where codes and refresh tokens are exchanged.
    #[must_use]
    pub fn token(mut self, url: impl Into<Template>) -> Self {
        self.token_endpoint = Some(url.into());
        self
    }

    /// Where the keys of its id tokens are.
    #[must_use]
    pub fn jwks(mut self, url: impl Into<Template>) -> Self {
        self.jwks = Some(url.into());
        self
    }

    /// Who it says it is: compared with `iss` in its answer (RFC 9207), and where discovery begins.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<Template>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// The scopes that the profile needs.
    #[must_use]
    pub fn scopes<const N: usize>(mut self, scopes: [&'static str; N]) -> Self {
        self.authorization.scopes = scopes.into_iter().map(Cow::Borrowed).collect();
        self
    }

    /// What stands between scopes, where it is not a space.
    #[must_use]
    pub fn scope_separator(mut self, separator: char) -> Self {
        self.authorization.scope_separator = separator;
        self
    }

    /// A parameter of the authorization request. With a variable that has no value it is not sent.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<Text>, value: impl Into<Template>) -> Self {
        self.authorization.parameters.push((name.into(), value.into()));
        self
    }

    /// `prompt` where the application asks for none.
    #[must_use]
    pub fn prompt(mut self, prompt: impl Into<Text>) -> Self {
        self.authorization.prompt = Some(prompt.into());
        self
    }

    /// Has the answer posted as a form.
    #[must_use]
    pub fn form_post(mut self) -> Self {
        self.authorization.response_mode = ResponseMode::FormPost;
        self
    }

    /// Sends no PKCE challenge: only for a provider that is known to refuse one.
    #[must_use]
    pub fn refuses_pkce(mut self) -> Self {
        self.authorization.pkce = Pkce::Refused;
        self
    }

    /// Refuses an answer without `iss` (RFC 9207).
    #[must_use]
    pub fn sends_iss(mut self) -> Self {
        self.authorization.iss_parameter = IssParameter::Required;
        self
    }

    /// Sends id and secret in the `Authorization` header.
    #[must_use]
    pub fn basic_authentication(mut self) -> Self {
        self.token.authentication = ClientAuthentication::Basic;
        self
    }

    /// A client without secret can be registered.
    #[must_use]
    pub fn public_clients(mut self) -> Self {
        self.token.public_clients = true;
        self
    }

    /// Other names for the parameters `client_id` and `client_secret`.
    #[must_use]
    pub fn client_parameters(mut self, id: impl Into<Text>, secret: impl Into<Text>) -> Self {
        self.token.client_id_name = id.into();
        self.token.client_secret_name = secret.into();
        self
    }

    /// Asks for tokens by GET.
    #[must_use]
    pub fn token_by_get(mut self) -> Self {
        self.token.method = TokenMethod::GetQuery;
        self
    }

    /// A parameter of the callback that the exchange of the code repeats.
    #[must_use]
    pub fn repeats_from_callback(mut self, name: impl Into<Text>) -> Self {
        self.token.from_callback.push(name.into());
        self
    }

    /// How tokens are renewed, where not as the standard says.
    #[must_use]
    pub fn refresh(mut self, refresh: Refresh) -> Self {
        self.token.refresh = refresh;
        self
    }

    /// How its id tokens are checked.
    #[must_use]
    pub fn id_token(mut self, rules: IdTokenRules) -> Self {
        self.id_token = Some(rules);
        self
    }

    /// The request that answers with the profile. Without one the profile is the id token.
    #[must_use]
    pub fn profile_from(mut self, request: ProfileRequest) -> Self {
        self.source = ProfileSource::Request(request);
        self
    }

    /// A second request. Its answer stands at `/+<name>`; if it fails, nothing stands there.
    #[must_use]
    pub fn and_from(mut self, name: impl Into<Text>, request: ProfileRequest) -> Self {
        self.further.push(FurtherRequest { name: name.into(), request });
        self
    }

    /// Where the parts of the profile stand.
    #[must_use]
    pub fn profile(mut self, map: ProfileMap) -> Self {
        self.map = map;
        self
    }

    /// Says by what an address counts as verified, for a provider whose operator the application
    /// trusts more (or less) than its declaration does.
    #[must_use]
    pub fn verified_by(mut self, verified: Verified) -> Self {
        self.map = self.map.verified(verified);
        self
    }

    /// It names no address: a user who signs up gets one under `placeholder.invalid`, which nobody
    /// can own.
    #[must_use]
    pub fn without_email(mut self) -> Self {
        self.has_email = false;
        self
    }
}
