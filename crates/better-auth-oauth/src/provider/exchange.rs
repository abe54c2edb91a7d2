use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use better_auth_core::Timestamp;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request};
use url::form_urlencoded::{Serializer, byte_serialize};

use super::authorization::Pkce;
use super::client::{Client, Endpoints};
use super::token::{ClientAuthentication, Refresh, TokenMethod};

/// What tokens are asked for with.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Grant<'a> {
    /// The code that the browser brought.
    Code {
        /// The code.
        code: &'a str,
        /// The address that the browser was sent back to.
        redirect_uri: &'a str,
        /// What the challenge was made of.
        verifier: &'a str,
        /// All parameters of the callback: some providers want one of them repeated.
        callback: &'a [(String, String)],
    },
    /// A refresh token.
    Refresh {
        /// The token.
        token: &'a str,
        /// The scopes of the sign-in.
        scopes: &'a [String],
    },
}

/// Neither codes nor tokens.
impl fmt::Debug for Grant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code { .. } => "Grant::Code(…)",
            Self::Refresh { .. } => "Grant::Refresh(…)",
        })
    }
}

/// A request that can not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The provider's answer lacks what the request repeats.
    #[error("the answer has no usable {0}")]
    Lacks(String),
    /// This provider renews no tokens.
    #[error("the provider renews no tokens")]
    NoRefresh,
    /// The key that makes the client's secret can not be used.
    #[error("the key of the client can not be used")]
    BadKey,
    /// A text of the settings or of the answer can not stand in a header.
    #[error("a text can not stand in a header")]
    BadText,
}

/// The name under which requests are made. Some providers refuse those without one.
const AGENT: &str = "better-auth-rs";

type Form = Serializer<'static, String>;

impl Client {
    /// The request for tokens.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn token_request(
        &self,
        endpoints: &Endpoints,
        grant: Grant<'_>,
        now: Timestamp,
    ) -> Result<Request<Bytes>, RequestError> {
        let mut form = Serializer::new(String::new());
        self.write_grant(&mut form, grant)?;
        let header = self.write_client(&mut form, endpoints, grant, now)?;
        let url = match grant {
            Grant::Code { .. } => endpoints.token.clone(),
            Grant::Refresh { .. } => endpoints.refresh.clone(),
        };
        let mut request = match self.provider.token.method {
            TokenMethod::PostForm => post_form(url, form.finish())?,
            TokenMethod::GetQuery => get(with_query(url, &form.finish()))?,
        };
        if let Some(header) = header {
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        Ok(request)
    }

    fn write_grant(&self, form: &mut Form, grant: Grant<'_>) -> Result<(), RequestError> {
        match grant {
            Grant::Code { code, redirect_uri, verifier, callback } => {
                form.append_pair("grant_type", "authorization_code").append_pair("code", code);
                form.append_pair("redirect_uri", redirect_uri);
                if self.provider.authorization.pkce == Pkce::S256 {
                    form.append_pair("code_verifier", verifier);
                }
                for name in &self.provider.token.from_callback {
                    let found = callback.iter().find(|(known, _)| known == name);
                    let (_, value) = found.ok_or_else(|| RequestError::Lacks(name.to_string()))?;
                    form.append_pair(name, value);
                }
            }
            Grant::Refresh { token, scopes } => {
                form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", token);
                match self.provider.token.refresh {
                    Refresh::Unsupported => return Err(RequestError::NoRefresh),
                    Refresh::WithScopes => {
                        form.append_pair("scope", &scopes.join(" "));
                    }
                    Refresh::Standard | Refresh::At(_) => {}
                }
            }
        }
        Ok(())
    }

    /// Writes who asks into the form, or gives the header that says it.
    fn write_client(
        &self,
        form: &mut Form,
        endpoints: &Endpoints,
        grant: Grant<'_>,
        now: Timestamp,
    ) -> Result<Option<HeaderValue>, RequestError> {
        let rules = &self.provider.token;
        let id = self.settings.client_ids.first().map_or("", String::as_str);
        let apart = matches!((grant, &rules.refresh), (Grant::Refresh { .. }, Refresh::At(_)));
        let secret = if apart { None } else { self.secret(now)? };
        let basic = rules.authentication == ClientAuthentication::Basic || endpoints.basic_only;
        match secret {
            Some(secret) if basic => basic_header(id, secret.expose()).map(Some),
            Some(secret) => {
                form.append_pair(&rules.client_id_name, id);
                form.append_pair(&rules.client_secret_name, secret.expose());
                Ok(None)
            }
            None => {
                form.append_pair(&rules.client_id_name, id);
                Ok(None)
            }
        }
    }
}

/// RFC 6749 section 2.3.1: both parts are form-encoded before they are put together.
fn basic_header(id: &str, secret: &str) -> Result<HeaderValue, RequestError> {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = BASE64_STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
    sensitive(&format!("Basic {pair}"))
}

pub(super) fn bearer(token: &str) -> Result<HeaderValue, RequestError> {
    sensitive(&format!("Bearer {token}"))
}

fn sensitive(text: &str) -> Result<HeaderValue, RequestError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| RequestError::BadText)?;
    value.set_sensitive(true);
    Ok(value)
}

pub(super) fn with_query(mut url: url::Url, query: &str) -> url::Url {
    if !query.is_empty() {
        let whole = match url.query() {
            Some(own) if !own.is_empty() => format!("{own}&{query}"),
            _ => query.to_owned(),
        };
        url.set_query(Some(&whole));
    }
    url
}

pub(super) fn get(url: url::Url) -> Result<Request<Bytes>, RequestError> {
    request(Method::GET, url, Bytes::new())
}

pub(super) fn post_form(url: url::Url, form: String) -> Result<Request<Bytes>, RequestError> {
    let mut request = request(Method::POST, url, form.into())?;
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(request)
}

pub(super) fn request(
    method: Method,
    url: url::Url,
    body: Bytes,
) -> Result<Request<Bytes>, RequestError> {
    let request = Request::builder()
        .method(method)
        .uri(url.as_str())
        .header(ACCEPT, HeaderValue::from_static("application/json"))
        .header(USER_AGENT, HeaderValue::from_static(AGENT));
    request.body(body).map_err(|_| RequestError::BadText)
}

#[cfg(test)]
mod tests;
