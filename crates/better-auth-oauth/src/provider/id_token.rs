use std::borrow::Cow;

use serde_json::Value;

use super::template::{Template, Values};
use crate::jose::Algorithm;

/// How the id tokens of a provider are checked, beyond what is checked of each: signature,
/// audience, times and nonce (OpenID Connect Core 1.0 section 3.1.3.7).
#[derive(Debug, Clone)]
pub struct IdTokenRules {
    pub(crate) issuer: Issuer,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) check: Option<fn(&Value, &Settings<'_>) -> bool>,
    pub(crate) sign_in: bool,
    pub(crate) nonce_may_be_hashed: bool,
}

/// Who may have issued an id token.
#[derive(Debug, Clone)]
pub(crate) enum Issuer {
    /// One of these texts, exactly.
    OneOf(Vec<Template>),
    /// A text with a claim in it, which must be letters, digits and dashes: each tenant of the
    /// provider is an issuer of its own. The other names in braces are variables.
    OfTenant { template: Template, claim: Cow<'static, str> },
    /// The one that discovery was asked for.
    Discovered,
}

/// The values of the provider's variables, for a check of claims.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a>(pub(crate) &'a Values);

impl Settings<'_> {
    /// The value of a variable; `None` where it has none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl IdTokenRules {
    fn new(issuer: Issuer) -> Self {
        Self {
            issuer,
            algorithms: vec![Algorithm::Rs256],
            check: None,
            sign_in: false,
            nonce_may_be_hashed: false,
        }
    }

    /// Tokens of this issuer, signed with RS256.
    pub fn issued_by(issuer: impl Into<Template>) -> Self {
        Self::new(Issuer::OneOf(vec![issuer.into()]))
    }

    /// Tokens of the issuer that discovery was asked for, signed with any [`Algorithm`].
    pub fn of_discovered_issuer() -> Self {
        Self::new(Issuer::Discovered).algorithms(Algorithm::ALL)
    }

    /// Tokens of a provider where each tenant is an issuer: `claim` names the tenant, and stands
    /// in braces in `issuer`.
    pub fn issued_by_tenant(
        issuer: impl Into<Template>,
        claim: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Issuer::OfTenant { template: issuer.into(), claim: claim.into() })
    }

    /// A further form in which the issuer names itself.
    #[must_use]
    pub fn or_issued_by(mut self, issuer: impl Into<Template>) -> Self {
        if let Issuer::OneOf(issuers) = &mut self.issuer {
            issuers.push(issuer.into());
        }
        self
    }

    /// The signatures that are accepted.
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// A further condition on the claims.
    #[must_use]
    pub fn check(mut self, check: fn(&Value, &Settings<'_>) -> bool) -> Self {
        self.check = Some(check);
        self
    }

    /// A token that an app on the user's device got signs in by itself, without a browser.
    #[must_use]
    pub fn sign_in(mut self) -> Self {
        self.sign_in = true;
        self
    }

    /// The SDKs of this provider put the SHA-256 (in hex) of the nonce into the token.
    #[must_use]
    pub fn nonce_may_be_hashed(mut self) -> Self {
        self.nonce_may_be_hashed = true;
        self
    }

    /// Whether `iss` and the provider's own condition hold for claims whose signature is checked.
    pub(crate) fn accept(&self, claims: &Value, values: &Values, discovered: Option<&str>) -> bool {
        let Some(issuer) = claims.get("iss").and_then(Value::as_str) else { return false };
        let is_issuer = match &self.issuer {
            Issuer::OneOf(issuers) => {
                issuers.iter().any(|known| known.fill(values).as_deref() == Some(issuer))
            }
            Issuer::OfTenant { template, claim } => {
                let name = |name: &str| match name == claim.as_ref() {
                    true => claims.get(name).and_then(Value::as_str).and_then(plain),
                    false => values.get(name).cloned(),
                };
                template.fill_with(name).as_deref() == Some(issuer)
            }
            Issuer::Discovered => discovered == Some(issuer),
        };
        is_issuer && self.check.is_none_or(|check| check(claims, &Settings(values)))
    }
}

fn plain(text: &str) -> Option<String> {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (!text.is_empty() && text.chars().all(letters)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn accepts(rules: &IdTokenRules, claims: Value) -> bool {
        let values = Values::from([("base".to_owned(), "https://a.example".to_owned())]);
        rules.accept(&claims, &values, Some("https://found.example"))
    }

    #[test]
    fn an_issuer_must_be_named_exactly() {
        let rules = IdTokenRules::issued_by("{base}/x").or_issued_by("a.example");
        assert!(accepts(&rules, json!({"iss": "https://a.example/x"})));
        assert!(accepts(&rules, json!({"iss": "a.example"})));
        for bad in [
            json!({}),
            json!({"iss": "https://a.example/x/"}),
            json!({"iss": "https://A.example/x"}),
            json!({"iss": ["a.example"]}),
            json!({"iss": "{base}/x"}),
            json!([]),
            json!(null),
        ] {
            assert!(!accepts(&rules, bad.clone()), "{bad}");
        }
        assert!(accepts(
            &IdTokenRules::of_discovered_issuer(),
            json!({"iss": "https://found.example"})
        ));
    }

    #[test]
    fn a_tenant_can_name_itself_only() {
        let rules = IdTokenRules::issued_by_tenant("{base}/{tid}/v2.0", "tid");
        assert!(accepts(&rules, json!({"iss": "https://a.example/t-1/v2.0", "tid": "t-1"})));
        for bad in [
            json!({"iss": "https://a.example/t-1/v2.0", "tid": "t-2"}),
            json!({"iss": "https://a.example/t-1/v2.0"}),
            json!({"iss": "https://a.example/a/b/v2.0", "tid": "a/b"}),
            json!({"iss": "https://a.example//v2.0", "tid": ""}),
        ] {
            assert!(!accepts(&rules, bad.clone()), "{bad}");
        }
    }
}
