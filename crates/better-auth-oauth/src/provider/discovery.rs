use serde_json::Value;
use url::Url;

use super::address;

/// What a provider says of itself (OpenID Connect Discovery 1.0, RFC 8414), checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// The issuer, exactly the one that was asked for.
    pub issuer: String,
    /// Where browsers are sent.
    pub authorization: Url,
    /// Where tokens are asked for.
    pub token: Url,
    /// Where the keys of the id tokens are.
    pub jwks: Option<Url>,
    /// Where the user is asked about.
    pub user_info: Option<Url>,
    /// Whether each answer carries `iss` (RFC 9207).
    pub sends_iss: bool,
    /// Whether the secret can only go into the header: the methods for the token endpoint are
    /// listed, and `client_secret_post` is not among them.
    pub basic_only: bool,
}

/// The metadata can not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// It is of another issuer than the one that was asked for.
    #[error("the metadata is of another issuer")]
    OtherIssuer,
    /// A member is missing, or is no https URL.
    #[error("the metadata has no usable {0}")]
    BadMember(&'static str),
}

impl Metadata {
    /// Reads the document that was found at the address of an issuer.
    ///
    /// # Errors
    /// [`MetadataError`].
    pub fn read(document: &Value, issuer: &str) -> Result<Self, MetadataError> {
        if document.get("issuer").and_then(Value::as_str) != Some(issuer) {
            return Err(MetadataError::OtherIssuer);
        }
        let methods = document.get("token_endpoint_auth_methods_supported");
        // Without the list the default is client_secret_basic (RFC 8414 section 2).
        let post = methods
            .and_then(Value::as_array)
            .is_some_and(|methods| methods.iter().any(|method| method == "client_secret_post"));
        let encrypted = issuer.starts_with("https:");
        let required = |name| required(document, name, encrypted);
        let optional = |name| optional(document, name, encrypted);
        let sends_iss = document.get("authorization_response_iss_parameter_supported");
        Ok(Self {
            issuer: issuer.to_owned(),
            authorization: required("authorization_endpoint")?,
            token: required("token_endpoint")?,
            jwks: optional("jwks_uri")?,
            user_info: optional("userinfo_endpoint")?,
            sends_iss: sends_iss == Some(&Value::Bool(true)),
            basic_only: !post,
        })
    }
}

fn required(document: &Value, name: &'static str, encrypted: bool) -> Result<Url, MetadataError> {
    optional(document, name, encrypted)?.ok_or(MetadataError::BadMember(name))
}

/// An issuer that is encrypted itself can not send anybody to this machine.
fn optional(
    document: &Value,
    name: &'static str,
    encrypted: bool,
) -> Result<Option<Url>, MetadataError> {
    let bad = MetadataError::BadMember(name);
    match document.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => match address::parse(text) {
            Ok(url) if !encrypted || url.scheme() == "https" => Ok(Some(url)),
            _ => Err(bad),
        },
        Some(_) => Err(bad),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://id.example/realm";

    fn document() -> Value {
        json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://id.example/authorize",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/keys",
            "userinfo_endpoint": "https://id.example/me",
            "authorization_response_iss_parameter_supported": true,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        })
    }

    fn with(name: &str, value: Value) -> Result<Metadata, MetadataError> {
        let mut document = document();
        document[name] = value;
        Metadata::read(&document, ISSUER)
    }

    #[test]
    fn metadata_is_read() {
        let metadata = Metadata::read(&document(), ISSUER).unwrap();
        assert_eq!(metadata.token.as_str(), "https://id.example/token");
        assert!(metadata.sends_iss && !metadata.basic_only);
        assert!(with("token_endpoint_auth_methods_supported", json!(null)).unwrap().basic_only);
        assert!(
            !with("authorization_response_iss_parameter_supported", json!("true"))
                .unwrap()
                .sends_iss
        );
    }

    #[test]
    fn another_issuer_is_refused() {
        for bad in [json!("https://id.example/realm/"), json!("https://evil.example"), json!(null)]
        {
            assert_eq!(with("issuer", bad.clone()), Err(MetadataError::OtherIssuer), "{bad}");
        }
        assert_eq!(Metadata::read(&json!([]), ISSUER), Err(MetadataError::OtherIssuer));
    }

    #[test]
    fn an_issuer_on_this_machine_may_be_without_encryption() {
        let mut document = document();
        document["issuer"] = json!("http://127.0.0.1:4000");
        document["token_endpoint"] = json!("http://127.0.0.1:4000/token");
        assert!(Metadata::read(&document, "http://127.0.0.1:4000").is_ok());
    }

    #[test]
    fn an_endpoint_that_is_not_encrypted_is_refused() {
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
            let own = json!("http://127.0.0.1/x");
            for bad in
                [json!("http://id.example/x"), own, json!("javascript:x"), json!(1), json!("")]
            {
                assert_eq!(with(name, bad.clone()), Err(MetadataError::BadMember(name)), "{bad}");
            }
        }
        assert_eq!(
            with("token_endpoint", json!(null)),
            Err(MetadataError::BadMember("token_endpoint"))
        );
    }
}
