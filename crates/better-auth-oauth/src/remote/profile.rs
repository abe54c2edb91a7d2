//! Asking a provider who the user is.

use better_auth_core::Timestamp;
use better_auth_core::http_client::Bytes;
use http::Request;
use serde_json::Value;

use super::{HeldClaims, Remote, RemoteError, TokenAnswer};
use crate::jose;
use crate::provider::{Endpoints, Profile, ProfileDocument, ProfileSource};

/// Most bytes of the `user` parameter that are looked at.
const MAX_USER: usize = 4096;

/// Where a profile is read from, beside the requests that the declaration asks for.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) answer: &'a TokenAnswer,
    /// The claims of the ID token.
    pub(crate) claims: Option<HeldClaims>,
    /// What the browser brought as `user`, as JSON: nothing but what the person typed.
    pub(crate) user: Option<&'a str>,
}

impl Remote {
    /// Whether the ID token says who the user is.
    pub(crate) fn reads_id_tokens(&self) -> bool {
        !matches!(self.client.provider().source, ProfileSource::Request(_))
    }

    /// The profile of whoever the tokens belong to.
    pub(crate) async fn profile(
        &self,
        endpoints: &Endpoints,
        source: Source<'_>,
    ) -> Result<Profile, RemoteError> {
        let granted = source.answer.granted();
        let mut document = match (self.client.profile_request(&granted)?, source.claims) {
            (Some(request), _) => ProfileDocument::new(self.ask_json(request).await?)?,
            (None, Some(claims)) => self.complete(endpoints, claims, source.answer).await?,
            (None, None) => return Err(RemoteError::Claims("there is none")),
        };
        for (name, request) in self.client.further_requests(&granted)? {
            // What can not be read, because the user did not agree to it, is as if it were not
            // there.
            match self.ask_json(request).await {
                Ok(answer) => document = document.with(&name, answer),
                Err(error) => tracing::debug!(provider = self.id(), %error, "no further answer"),
            }
        }
        Ok(self.client.profile(with_user(document, source.user))?)
    }

    /// The profile that the claims of an ID token tell by themselves.
    pub(crate) fn profile_of_claims(
        &self,
        claims: HeldClaims,
        user: Option<&str>,
    ) -> Result<Profile, RemoteError> {
        Ok(self.client.profile(with_user(ProfileDocument::new(claims.0)?, user))?)
    }

    /// What the user of stored tokens is called at the provider today.
    pub(crate) async fn profile_of_stored(
        &self,
        answer: &TokenAnswer,
        now: Timestamp,
    ) -> Result<Profile, RemoteError> {
        let endpoints = self.endpoints(now).await?;
        let access_token = answer.granted().access_token;
        let claims = match self.client.user_info_request(&endpoints, access_token)? {
            Some(request) => Some(self.ask_json(request).await?),
            // It was checked when it was stored; its time may be over.
            None => answer.granted().id_token.and_then(jose::stored_claims),
        };
        let claims = claims.map(HeldClaims);
        self.profile(&endpoints, Source { answer, claims, user: None }).await
    }

    /// Asks the user-info endpoint for what the token does not say.
    async fn complete(
        &self,
        endpoints: &Endpoints,
        claims: HeldClaims,
        answer: &TokenAnswer,
    ) -> Result<ProfileDocument, RemoteError> {
        let wanted = ["email", "email_verified", "name"];
        let lacks = wanted.iter().any(|name| claims.0.get(name).is_none());
        let document = ProfileDocument::new(claims.0)?;
        let access_token = answer.granted().access_token;
        match self.client.user_info_request(endpoints, access_token)?.filter(|_| lacks) {
            Some(request) => Ok(document.complete(self.ask_json(request).await?)?),
            None => Ok(document),
        }
    }

    async fn ask_json(&self, request: Request<Bytes>) -> Result<Value, RemoteError> {
        let body = self.send(request).await?;
        serde_json::from_slice(&body)
            .map_err(|_| RemoteError::Unreadable("the answer about the user"))
    }
}

fn with_user(document: ProfileDocument, user: Option<&str>) -> ProfileDocument {
    let user = user.filter(|text| text.len() <= MAX_USER);
    match user.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
        Some(user) => document.with("user", user),
        None => document,
    }
}
