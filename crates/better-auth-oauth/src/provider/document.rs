use serde_json::{Map, Value};

use super::profile::ProfileError;

/// What a profile is read from: the claims of an id token or the answer to a request, with the
/// answers to further requests beside them as members whose names begin with `+`.
#[derive(Debug, Clone)]
pub struct ProfileDocument(Map<String, Value>);

impl ProfileDocument {
    /// The claims of an id token whose signature is checked, or the answer to the provider's
    /// request.
    ///
    /// # Errors
    /// [`ProfileError::NoObject`].
    pub fn new(answer: Value) -> Result<Self, ProfileError> {
        let Value::Object(mut members) = answer else { return Err(ProfileError::NoObject) };
        members.retain(|name, _| !name.starts_with('+'));
        Ok(Self(members))
    }

    /// Adds from the user-info endpoint what the id token does not say.
    ///
    /// # Errors
    /// [`ProfileError::OtherUser`] where it does not name the same `sub`, by which a token that was
    /// put in the place of another is found out (OpenID Connect Core 1.0 section 5.3.2);
    /// [`ProfileError::NoObject`].
    pub fn complete(mut self, user_info: Value) -> Result<Self, ProfileError> {
        let other = Self::new(user_info)?;
        let subject = |members: &Map<String, Value>| {
            members.get("sub").and_then(Value::as_str).map(str::to_owned)
        };
        if subject(&self.0).is_none() || subject(&self.0) != subject(&other.0) {
            return Err(ProfileError::OtherUser);
        }
        let mut other = other.0;
        self.settle_address(&mut other);
        for (name, value) in other {
            self.0.entry(name).or_insert(value);
        }
        Ok(self)
    }

    /// A flag of one answer must not vouch for the address of the other.
    fn settle_address(&mut self, other: &mut Map<String, Value>) {
        match (self.0.get("email"), other.get("email")) {
            (None | Some(Value::Null), _) => {
                self.0.remove("email");
                self.0.remove("email_verified");
            }
            (mine, theirs) if mine == theirs => {}
            _ => {
                other.remove("email_verified");
            }
        }
    }

    /// Puts the answer to the further request of this name beside it, as `+<name>`.
    #[must_use]
    pub fn with(mut self, name: &str, answer: Value) -> Self {
        self.0.insert(format!("+{name}"), answer);
        self
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn oau_24_a_user_info_answer_for_somebody_else_is_refused() {
        let claims =
            || ProfileDocument::new(json!({"sub": "1", "email": "a@example.com"})).unwrap();
        for bad in [json!({"sub": "2"}), json!({}), json!({"sub": 1}), json!({"sub": null})] {
            assert_eq!(
                claims().complete(bad.clone()).unwrap_err(),
                ProfileError::OtherUser,
                "{bad}"
            );
        }
        assert_eq!(claims().complete(json!([])).unwrap_err(), ProfileError::NoObject);
        let nobody = ProfileDocument::new(json!({})).unwrap();
        assert_eq!(nobody.complete(json!({})).unwrap_err(), ProfileError::OtherUser);
    }

    #[test]
    fn the_id_token_goes_before_the_user_info_endpoint() {
        let claims = ProfileDocument::new(json!({"sub": "1", "email": "a@example.com"})).unwrap();
        let info = json!({"sub": "1", "email": "b@example.com", "name": "Ada"});
        let whole = claims.complete(info).unwrap().into_value();
        assert_eq!(whole, json!({"sub": "1", "email": "a@example.com", "name": "Ada"}));
    }

    #[test]
    fn oau_07_a_flag_of_one_answer_does_not_vouch_for_the_address_of_the_other() {
        let flag = |claims: Value, info: Value| {
            let whole = ProfileDocument::new(claims).unwrap().complete(info).unwrap().into_value();
            whole.get("email_verified").cloned()
        };
        let verified = json!({"sub": "1", "email": "b@example.com", "email_verified": true});
        assert_eq!(flag(json!({"sub": "1", "email": "a@example.com"}), verified.clone()), None);
        let loose = json!({"sub": "1", "email_verified": true});
        assert_eq!(flag(loose.clone(), json!({"sub": "1", "email": "b@example.com"})), None);
        assert_eq!(flag(json!({"sub": "1", "email": "b@example.com"}), loose), None);
        let same = flag(json!({"sub": "1", "email": "b@example.com"}), verified.clone());
        assert_eq!(same, Some(json!(true)));
        assert_eq!(flag(json!({"sub": "1"}), verified), Some(json!(true)));
    }

    #[test]
    fn an_answer_can_not_pass_for_that_to_a_further_request() {
        let document = ProfileDocument::new(json!({"id": 1, "+emails": [{"verified": true}]}));
        assert_eq!(document.unwrap().into_value(), json!({"id": 1}));
    }
}
