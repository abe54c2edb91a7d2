use std::fmt;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request};
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::client::{Client, Endpoints};
use super::exchange::{RequestError, bearer, get, post_form, request, with_query};
use super::request::{Parameter, ProfileBody, ProfileRequest, ProfileSource};

/// What the token endpoint answered, for the requests that follow.
#[derive(Clone, Copy)]
pub struct Granted<'a> {
    /// The access token.
    pub access_token: &'a str,
    /// The id token.
    pub id_token: Option<&'a str>,
    /// The whole answer.
    pub answer: &'a Value,
}

/// None of the tokens.
impl fmt::Debug for Granted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Granted(…)")
    }
}

impl Client {
    /// The request that answers with the profile; `None` where the profile is the id token.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn profile_request(
        &self,
        granted: &Granted<'_>,
    ) -> Result<Option<Request<Bytes>>, RequestError> {
        match &self.provider.source {
            ProfileSource::Request(request) => self.fetch(request, granted).map(Some),
            ProfileSource::IdToken | ProfileSource::IdTokenAndUserInfo => Ok(None),
        }
    }

    /// The request to the user-info endpoint that completes the id token; `None` where nothing
    /// completes it.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn user_info_request(
        &self,
        endpoints: &Endpoints,
        access_token: &str,
    ) -> Result<Option<Request<Bytes>>, RequestError> {
        match (&self.provider.source, &endpoints.user_info) {
            (ProfileSource::IdTokenAndUserInfo, Some(url)) => {
                let mut request = get(url.clone())?;
                request.headers_mut().insert(AUTHORIZATION, bearer(access_token)?);
                Ok(Some(request))
            }
            _ => Ok(None),
        }
    }

    /// The further requests, with the names for
    /// [`ProfileDocument::with`](super::ProfileDocument::with). One that fails is left out.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn further_requests(
        &self,
        granted: &Granted<'_>,
    ) -> Result<Vec<(String, Request<Bytes>)>, RequestError> {
        let further = self.provider.further.iter();
        further
            .map(|further| Ok((further.name.to_string(), self.fetch(&further.request, granted)?)))
            .collect()
    }

    fn fetch(
        &self,
        rules: &ProfileRequest,
        granted: &Granted<'_>,
    ) -> Result<Request<Bytes>, RequestError> {
        let url = self.address(&rules.url, "profile's address");
        let url = url.map_err(|_| RequestError::BadText)?;
        let mut form = Serializer::new(String::new());
        for (name, value) in &rules.parameters {
            form.append_pair(name, &self.parameter(value, granted)?);
        }
        let form = form.finish();
        let mut request = match &rules.body {
            ProfileBody::Get => get(with_query(url, &form))?,
            ProfileBody::PostForm => post_form(url, form)?,
            ProfileBody::PostNothing => {
                request(Method::POST, with_query(url, &form), Bytes::new())?
            }
            ProfileBody::PostJson(json) => {
                let body = Bytes::from(json.clone().into_owned());
                let mut request = request(Method::POST, with_query(url, &form), body)?;
                let kind = HeaderValue::from_static("application/json");
                request.headers_mut().insert(CONTENT_TYPE, kind);
                request
            }
        };
        for (name, value) in &rules.headers {
            let name =
                HeaderName::from_bytes(name.as_bytes()).map_err(|_| RequestError::BadText)?;
            let value = HeaderValue::from_str(value).map_err(|_| RequestError::BadText)?;
            request.headers_mut().insert(name, value);
        }
        if rules.bearer {
            request.headers_mut().insert(AUTHORIZATION, bearer(granted.access_token)?);
        }
        Ok(request)
    }

    fn parameter(&self, value: &Parameter, granted: &Granted<'_>) -> Result<String, RequestError> {
        let lacks = |name: &str| RequestError::Lacks(name.to_owned());
        match value {
            Parameter::Fixed(text) => Ok(text.clone().into_owned()),
            Parameter::AccessToken => Ok(granted.access_token.to_owned()),
            Parameter::IdToken => {
                granted.id_token.map(str::to_owned).ok_or_else(|| lacks("id_token"))
            }
            Parameter::ClientId => {
                Ok(self.settings.client_ids.first().cloned().unwrap_or_default())
            }
            Parameter::FromTokenAnswer(name) => {
                let text = granted.answer.get(name.as_ref()).and_then(Value::as_str);
                text.map(str::to_owned).ok_or_else(|| lacks(name))
            }
        }
    }
}

#[cfg(test)]
mod tests;
