//! Requests to the token endpoint (RFC 6749 sections 4.1.3 and 6).

use std::time::Duration;

use better_auth_core::{Auth, SecretString, Timestamp};
use serde_json::Value;

use super::{Remote, RemoteError};
use crate::flow::Flow;
use crate::provider::{Endpoints, Grant, Granted};
use crate::tokens::Tokens;

/// Longest token that is kept, in bytes.
const MAX_TOKEN: usize = 16 * 1024;

const ANSWER: &str = "the answer of the token endpoint";

/// What the token endpoint answered.
#[derive(Debug)]
pub(crate) struct TokenAnswer {
    pub(crate) tokens: Tokens,
    /// What the user agreed to; `None` where the provider does not say.
    pub(crate) scopes: Option<Vec<String>>,
    /// The whole answer, from which a declaration may want more.
    pub(super) whole: Value,
}

impl TokenAnswer {
    /// Tokens that came another way: with an ID token from an app, or out of the database.
    pub(crate) fn of(tokens: Tokens) -> Self {
        Self { tokens, scopes: None, whole: Value::Null }
    }

    pub(super) fn granted(&self) -> Granted<'_> {
        Granted {
            access_token: self.tokens.access_token.as_ref().map_or("", SecretString::expose),
            id_token: self.tokens.id_token.as_ref().map(SecretString::expose),
            answer: &self.whole,
        }
    }
}

impl Remote {
    /// Exchanges a code. `callback` has the parameters that came with it.
    pub(crate) async fn exchange(
        &self,
        auth: &Auth,
        endpoints: &Endpoints,
        flow: &Flow,
        code: &str,
        callback: &[(String, String)],
    ) -> Result<TokenAnswer, RemoteError> {
        let redirect_uri = &self.redirect_uri(auth);
        let grant = Grant::Code { code, redirect_uri, verifier: &flow.verifier, callback };
        self.ask(endpoints, grant, auth.now()).await
    }

    /// Fetches new tokens. `scopes` are those of the account.
    pub(crate) async fn refresh(
        &self,
        token: &SecretString,
        scopes: &[String],
        now: Timestamp,
    ) -> Result<TokenAnswer, RemoteError> {
        let endpoints = self.endpoints(now).await?;
        self.ask(&endpoints, Grant::Refresh { token: token.expose(), scopes }, now).await
    }

    async fn ask(
        &self,
        endpoints: &Endpoints,
        grant: Grant<'_>,
        now: Timestamp,
    ) -> Result<TokenAnswer, RemoteError> {
        let request = self.client.token_request(endpoints, grant, now)?;
        read(&self.send(request).await?, now)
    }
}

fn read(body: &[u8], now: Timestamp) -> Result<TokenAnswer, RemoteError> {
    let whole: Value = serde_json::from_slice(body).map_err(|_| RemoteError::Unreadable(ANSWER))?;
    let token = |name: &str| token(whole.get(name));
    // Some providers say no with status 200.
    let Some(access_token) = token("access_token")? else { return Err(RemoteError::Denied) };
    let tokens = Tokens {
        access_token: Some(access_token),
        access_token_expires_at: moment(whole.get("expires_in"), now),
        refresh_token: token("refresh_token")?,
        refresh_token_expires_at: moment(whole.get("refresh_token_expires_in"), now),
        id_token: token("id_token")?,
    };
    let scopes = whole.get("scope").and_then(Value::as_str).map(scopes);
    Ok(TokenAnswer { tokens, scopes, whole })
}

/// A token is visible ASCII (RFC 6749 appendix A): nothing else comes into a header later.
fn token(value: Option<&Value>) -> Result<Option<SecretString>, RemoteError> {
    match value.and_then(Value::as_str).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text)
            if text.len() <= MAX_TOKEN && text.bytes().all(|b| (b' '..=b'~').contains(&b)) =>
        {
            Ok(Some(SecretString::new(text)))
        }
        Some(_) => Err(RemoteError::Unreadable(ANSWER)),
    }
}

/// Seconds from now; some providers write them as text.
fn moment(value: Option<&Value>, now: Timestamp) -> Option<Timestamp> {
    let seconds = match value? {
        Value::Number(number) => number.as_u64().or(number.as_f64().map(|it| it as u64))?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    // 0 is what some providers write for a token that does not expire.
    (seconds > 0).then(|| now.plus(Duration::from_secs(seconds.min(u64::from(u32::MAX)))))
}

/// Scopes as they are stored: without spaces, bounded.
fn scopes(text: &str) -> Vec<String> {
    let usable = |scope: &&str| {
        !scope.is_empty() && scope.len() <= 255 && scope.bytes().all(|byte| byte.is_ascii_graphic())
    };
    text.split([' ', ',']).filter(usable).take(100).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(json: &str) -> Result<TokenAnswer, RemoteError> {
        read(json.as_bytes(), Timestamp::from_millis(0))
    }

    #[test]
    fn an_answer_without_an_access_token_is_a_no() {
        for json in [r#"{"error":"bad_verification_code"}"#, r#"{"access_token":""}"#, "{}", "[]"] {
            assert!(matches!(answer(json), Err(RemoteError::Denied)), "{json}");
        }
        for json in ["", "<html>", "{", "access_token=a", r#"{"access_token":"a\nb"}"#] {
            assert!(matches!(answer(json), Err(RemoteError::Unreadable(_))), "{json}");
        }
    }

    #[test]
    fn a_life_may_be_text_and_never_overflows() {
        let expiry = |life: &str| {
            let json = format!(r#"{{"access_token":"a","expires_in":{life}}}"#);
            answer(&json).unwrap().tokens.access_token_expires_at.map(Timestamp::as_secs)
        };
        assert_eq!(expiry("3600"), Some(3600));
        assert_eq!(expiry(r#""3600""#), Some(3600));
        for life in ["1e300", "18446744073709551615", "99999999999999999999"] {
            assert_eq!(expiry(life), Some(i64::from(u32::MAX)), "{life}");
        }
        for life in ["0", "-1", "null", "[]", r#""soon""#] {
            assert_eq!(expiry(life), None, "{life}");
        }
    }

    #[test]
    fn scopes_are_separated_by_spaces_or_commas() {
        let answer = answer(r#"{"access_token":"a","scope":"read:user,user:email  x"}"#).unwrap();
        assert_eq!(answer.scopes.unwrap(), ["read:user", "user:email", "x"]);
    }
}
