use std::borrow::Cow;

use better_auth_core::Email;
use serde_json::Value;

use super::pick::{Found, Pick};
use super::profile::{self, NoEmail, Profile, ProfileError};
use super::template::Values;
use super::verified::Verified;

/// Where in a provider's answer the parts of a [`Profile`] stand. Places are JSON pointers
/// (RFC 6901): `/user/id`.
#[derive(Debug, Clone)]
pub struct ProfileMap {
    id: Vec<Cow<'static, str>>,
    name: Vec<Pick>,
    email: Vec<Pick>,
    pub(crate) verified: Verified,
    image: Vec<Pick>,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone)]
enum Condition {
    Is(Cow<'static, str>, Value),
    IsNot(Cow<'static, str>, Value),
    IsClientId(Cow<'static, str>),
    IsVariable(Cow<'static, str>, Cow<'static, str>),
}

/// What conditions are compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) client_ids: &'a [String],
    pub(crate) values: &'a Values,
}

impl ProfileMap {
    /// The id stands there, and nothing else is known yet.
    pub fn id(place: impl Into<Cow<'static, str>>) -> Self {
        Self {
            id: vec![place.into()],
            name: Vec::new(),
            email: Vec::new(),
            verified: Verified::Never,
            image: Vec::new(),
            conditions: Vec::new(),
        }
    }

    /// The claims of OpenID Connect (Core 1.0 section 5.1). The address counts as verified by
    /// `email_verified: true`.
    pub fn openid() -> Self {
        Self::id("/sub")
            .name("/name")
            .name("/preferred_username")
            .email("/email")
            .verified(Verified::flag("/email_verified"))
            .image("/picture")
    }

    /// Where the id stands in another form of the answer. The two forms must name a user by the
    /// same id.
    #[must_use]
    pub fn or_id(mut self, place: impl Into<Cow<'static, str>>) -> Self {
        self.id.push(place.into());
        self
    }

    /// A place of the name; the first that has a text is taken.
    #[must_use]
    pub fn name(mut self, pick: impl Into<Pick>) -> Self {
        self.name.push(pick.into());
        self
    }

    /// A place of the address; the first that has something is taken.
    #[must_use]
    pub fn email(mut self, pick: impl Into<Pick>) -> Self {
        self.email.push(pick.into());
        self
    }

    /// By what the provider says that the address belongs to the user. Without it, it does not.
    #[must_use]
    pub fn verified(mut self, verified: Verified) -> Self {
        self.verified = verified;
        self
    }

    /// A place of the picture's URL; the first that has a text is taken.
    #[must_use]
    pub fn image(mut self, pick: impl Into<Pick>) -> Self {
        self.image.push(pick.into());
        self
    }

    /// An answer is taken only where this value stands there.
    #[must_use]
    pub fn only_if(mut self, place: impl Into<Cow<'static, str>>, is: impl Into<Value>) -> Self {
        self.conditions.push(Condition::Is(place.into(), is.into()));
        self
    }

    /// An answer is refused where this value stands there.
    #[must_use]
    pub fn not_if(mut self, place: impl Into<Cow<'static, str>>, is: impl Into<Value>) -> Self {
        self.conditions.push(Condition::IsNot(place.into(), is.into()));
        self
    }

    /// An answer is taken only where a client id of the application stands there.
    #[must_use]
    pub fn only_for_client(mut self, place: impl Into<Cow<'static, str>>) -> Self {
        self.conditions.push(Condition::IsClientId(place.into()));
        self
    }

    /// Where the application gives this variable, an answer is taken only where its value stands
    /// there. The value `*` asks for any text.
    #[must_use]
    pub fn only_for_variable(
        mut self,
        place: impl Into<Cow<'static, str>>,
        variable: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.conditions.push(Condition::IsVariable(place.into(), variable.into()));
        self
    }

    /// Reads the profile.
    pub(crate) fn read(
        &self,
        document: Value,
        expected: Expected<'_>,
    ) -> Result<Profile, ProfileError> {
        if !document.is_object() {
            return Err(ProfileError::NoObject);
        }
        for condition in &self.conditions {
            condition.check(&document, expected)?;
        }
        let email = self.read_email(&document);
        Ok(Profile {
            id: self.read_id(&document)?,
            email_verified: email.as_ref().is_ok_and(|email| self.verified.holds(&document, email)),
            email,
            name: first(&self.name, &document, profile::name),
            image: first(&self.image, &document, profile::image),
            raw: document,
        })
    }

    fn read_id(&self, document: &Value) -> Result<String, ProfileError> {
        let mut places = self.id.iter().filter_map(|place| document.pointer(place));
        let something = |value: &&Value| !value.is_null() && value.as_str() != Some("");
        profile::id(places.find(something).unwrap_or(&Value::Null))
    }

    fn read_email(&self, document: &Value) -> Result<Email, NoEmail> {
        let found = self.email.iter().map(|pick| pick.read(document));
        match found.into_iter().find(|found| *found != Found::Nothing) {
            None | Some(Found::Nothing) => Err(NoEmail::Absent),
            Some(Found::Text(text)) => text.parse().map_err(|_| NoEmail::Unusable),
            Some(Found::Other) => Err(NoEmail::Unusable),
        }
    }
}

/// The first place whose text is usable.
fn first(picks: &[Pick], document: &Value, form: fn(&str) -> Option<String>) -> Option<String> {
    picks.iter().find_map(|pick| match pick.read(document) {
        Found::Text(text) => form(&text),
        Found::Nothing | Found::Other => None,
    })
}

impl Condition {
    fn check(&self, document: &Value, expected: Expected<'_>) -> Result<(), ProfileError> {
        let (place, holds) = match self {
            Self::Is(place, value) => (place, document.pointer(place) == Some(value)),
            Self::IsNot(place, value) => (place, document.pointer(place) != Some(value)),
            Self::IsClientId(place) => {
                let named = document.pointer(place).and_then(Value::as_str);
                let ours =
                    named.is_some_and(|named| expected.client_ids.iter().any(|id| id == named));
                (place, ours)
            }
            Self::IsVariable(place, variable) => {
                let named = document.pointer(place).and_then(Value::as_str).unwrap_or_default();
                let fits = |value: &String| match value.as_str() {
                    "*" => !named.is_empty(),
                    value => named == value,
                };
                (place, expected.values.get(variable.as_ref()).is_none_or(fits))
            }
        };
        if holds { Ok(()) } else { Err(ProfileError::Refused(place.clone().into_owned())) }
    }
}
