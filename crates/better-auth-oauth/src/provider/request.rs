use std::borrow::Cow;

use super::Template;

/// A request for what a provider knows of the user, made with the access token.
///
/// Every request carries `accept: application/json` and a `user-agent`, and is answered with JSON.
#[derive(Debug, Clone)]
pub struct ProfileRequest {
    pub(crate) url: Template,
    pub(crate) body: ProfileBody,
    pub(crate) bearer: bool,
    pub(crate) headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    pub(crate) parameters: Vec<(Cow<'static, str>, Parameter)>,
}

/// How the request is sent, and what in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProfileBody {
    /// GET; parameters go into the query.
    Get,
    /// POST without a body and without a content type; parameters go into the query.
    PostNothing,
    /// POST of a form, which is the parameters.
    PostForm,
    /// POST of this JSON text.
    PostJson(Cow<'static, str>),
}

/// The value of a parameter of a [`ProfileRequest`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Parameter {
    /// Always this text.
    Fixed(Cow<'static, str>),
    /// The access token.
    AccessToken,
    /// The id token of the same answer. Without one the request can not be made.
    IdToken,
    /// The client id.
    ClientId,
    /// A text at the top of the token endpoint's answer, by its name. Without it the request can
    /// not be made.
    FromTokenAnswer(Cow<'static, str>),
}

impl ProfileRequest {
    fn new(url: impl Into<Template>, body: ProfileBody) -> Self {
        Self { url: url.into(), body, bearer: true, headers: Vec::new(), parameters: Vec::new() }
    }

    /// GET with the access token in the `Authorization` header.
    pub fn get(url: impl Into<Template>) -> Self {
        Self::new(url, ProfileBody::Get)
    }

    /// POST without a body.
    pub fn post(url: impl Into<Template>) -> Self {
        Self::new(url, ProfileBody::PostNothing)
    }

    /// POST of a form that holds the parameters.
    pub fn post_form(url: impl Into<Template>) -> Self {
        Self::new(url, ProfileBody::PostForm)
    }

    /// POST of a JSON text, as a GraphQL query.
    pub fn post_json(url: impl Into<Template>, json: impl Into<Cow<'static, str>>) -> Self {
        Self::new(url, ProfileBody::PostJson(json.into()))
    }

    /// Does not put the access token into the header.
    #[must_use]
    pub fn without_bearer(mut self) -> Self {
        self.bearer = false;
        self
    }

    /// A further header.
    #[must_use]
    pub fn header(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A parameter, in the form or the query.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<Cow<'static, str>>, value: Parameter) -> Self {
        self.parameters.push((name.into(), value));
        self
    }
}

/// Where the profile comes from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ProfileSource {
    /// The claims of the id token, after all checks.
    IdToken,
    /// The claims of the id token, completed by the user-info endpoint that discovery found. Its
    /// `sub` must be that of the token (OpenID Connect Core 1.0 section 5.3.2).
    IdTokenAndUserInfo,
    /// The answer to a request.
    Request(ProfileRequest),
}

/// A second request, whose answer becomes the member `+<name>` of the document that the profile is
/// read from.
#[derive(Debug, Clone)]
pub(crate) struct FurtherRequest {
    pub(crate) name: Cow<'static, str>,
    pub(crate) request: ProfileRequest,
}
