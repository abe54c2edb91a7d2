use serde_json::Value;

/// Where a provider is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Endpoint {
    /// The discovery document.
    Discovery,
    /// The keys.
    Keys,
    /// Tokens for a code, or for a refresh token.
    Token,
    /// The profile of the user.
    UserInfo,
}

/// What an endpoint does instead of answering well.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Misbehaviour {
    /// Nobody listens.
    Down,
    /// The client gives up waiting.
    Slow,
    /// The answer is larger than the client takes.
    Huge,
    /// Answers with this status, and no body.
    Status(u16),
    /// Answers 200 with this body.
    Body(String),
    /// Puts this over the JSON that it would answer; `null` takes a member out.
    Json(Value),
}

/// How ID tokens are signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signing {
    /// RSA, PKCS#1.
    #[default]
    Rs256,
    /// RSA, PSS.
    Ps256,
    /// ECDSA on P-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// Not at all: `alg` is `none`.
    Nothing,
    /// HMAC with the client's secret.
    ClientSecret,
    /// HMAC with the public key, as it is published.
    PublicKey,
    /// With a key that is not published, under the id of one that is.
    AnotherKey,
    /// With a key whose id is not published.
    UnknownKey,
    /// Right, with one bit of the signature turned.
    Spoiled,
}

/// Puts the members of an object over those of another one; `null` takes one out.
pub(super) fn put_over(target: &mut Value, changes: &Value) {
    let (Some(target), Some(changes)) = (target.as_object_mut(), changes.as_object()) else {
        return;
    };
    for (name, value) in changes {
        if value.is_null() {
            target.remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
}
