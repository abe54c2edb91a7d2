use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::field::Field;
use super::{Additional, AdditionalChanges, GivenFields, ShownFields};
use crate::config::ConfigError;
use crate::error::{ApiError, codes};
use crate::extract::Spelling;

/// The fields that the application declared for users, or for sessions; checked at start.
#[derive(Debug, Clone, Default)]
pub struct FieldSet {
    fields: Vec<Field>,
    /// Names on the wire that are not the application's.
    taken: BTreeSet<String>,
}

impl FieldSet {
    /// Checks the declarations. `taken` are the names that are core's or a plugin's already.
    pub(crate) fn check(
        setting: &'static str,
        fields: Vec<Field>,
        taken: BTreeSet<String>,
    ) -> Result<Self, ConfigError> {
        let mut seen = BTreeSet::new();
        for field in &fields {
            if let Some((problem, remedy)) = field.problem() {
                return Err(ConfigError::new(setting, problem, remedy));
            }
            if taken.contains(field.name()) {
                return Err(taken_name(setting, field.name()));
            }
            if !seen.insert(Arc::clone(&field.name)) {
                let problem = format!("the field {:?} is declared twice", field.name());
                return Err(ConfigError::new(setting, problem, "declare it once"));
            }
        }
        Ok(Self { fields, taken })
    }

    /// The fields, in the order of their declaration.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// What somebody who signs up gave, with the defaults for what they did not give.
    ///
    /// # Errors
    /// `FIELD_NOT_ALLOWED` for a field that clients can not set, `MISSING_FIELD` for a required one
    /// that is not there, `VALIDATION_ERROR` with `[body.field] reason` for a value that does not
    /// fit.
    pub fn at_sign_up(
        &self,
        mut given: GivenFields,
        spelling: Spelling,
    ) -> Result<Additional, ApiError> {
        let mut accepted = Additional::default();
        for field in &self.fields {
            let value = match (given.take(&field.name), spelling) {
                (Some(Value::String(text)), Spelling::Form) => field.read_form(text),
                (value, _) => value,
            };
            let value = match value {
                Some(_) if field.read_only => return Err(not_allowed(field)),
                Some(Value::Null) if field.required => return Err(missing(field)),
                Some(Value::Null) => None,
                Some(value) => Some(field.accept(value).map_err(|why| invalid(field, &why))?),
                None if field.is_required() => return Err(missing(field)),
                None => field.default.clone(),
            };
            accepted.put(&field.name, value);
        }
        Ok(accepted)
    }

    /// What a client wants to be different. Names that are not declared are ignored.
    ///
    /// # Errors
    /// `FIELD_NOT_ALLOWED` and `VALIDATION_ERROR`, as [`at_sign_up`](Self::at_sign_up).
    pub fn changes(&self, mut given: GivenFields) -> Result<AdditionalChanges, ApiError> {
        let mut changes = AdditionalChanges::new();
        for field in &self.fields {
            let Some(value) = given.take(&field.name) else { continue };
            if field.read_only {
                return Err(not_allowed(field));
            }
            changes = self.change(changes, field, Some(value))?;
        }
        Ok(changes)
    }

    /// What server code wants to be different: it may set every field.
    ///
    /// # Errors
    /// `VALIDATION_ERROR` for a value that does not fit; a field that is not declared is an
    /// internal error.
    pub fn checked(&self, wanted: AdditionalChanges) -> Result<AdditionalChanges, ApiError> {
        let mut changes = AdditionalChanges::new();
        for (name, value) in wanted.into_entries() {
            let declared = self.fields.iter().find(|field| *field.name == *name);
            let Some(field) = declared else {
                return Err(ApiError::internal(format!("the field {name:?} is not declared")));
            };
            changes = self.change(changes, field, value)?;
        }
        Ok(changes)
    }

    fn change(
        &self,
        changes: AdditionalChanges,
        field: &Field,
        value: Option<Value>,
    ) -> Result<AdditionalChanges, ApiError> {
        match value.filter(|value| !value.is_null()) {
            None if field.required => Err(invalid(field, "Required")),
            None => Ok(changes.clear(&*field.name)),
            Some(value) => {
                let value = field.accept(value).map_err(|why| invalid(field, &why))?;
                Ok(changes.set(&*field.name, value))
            }
        }
    }

    /// Refuses a request that names what is core's or a plugin's.
    ///
    /// # Errors
    /// `FIELD_NOT_ALLOWED`.
    pub fn refuse_taken(&self, given: &GivenFields) -> Result<(), ApiError> {
        if given.names().any(|name| self.taken.contains(name)) {
            return Err(codes::FIELD_NOT_ALLOWED.into());
        }
        Ok(())
    }

    /// What somebody has of whom nothing was asked: for ways to an account and a session on which
    /// people give no fields.
    pub fn defaults(&self) -> Additional {
        let mut values = Additional::default();
        for field in &self.fields {
            values.put(&field.name, field.default.clone());
        }
        values
    }

    /// What clients see.
    pub fn shown(&self, values: &Additional) -> ShownFields {
        let visible = self.fields.iter().filter(|field| !field.hidden);
        let entry = |field: &Field| {
            let value = values.value(&field.name).cloned().unwrap_or_default();
            (Arc::clone(&field.name), value)
        };
        ShownFields(visible.map(entry).collect())
    }
}

/// A declared name that is somebody else's.
pub(crate) fn taken_name(setting: &'static str, name: &str) -> ConfigError {
    let problem = format!("the name {name:?} is taken by the framework or a plugin");
    ConfigError::new(setting, problem, "give the field another name")
}

fn not_allowed(field: &Field) -> ApiError {
    let message = format!("{} is not allowed to be set", field.name);
    ApiError::from(codes::FIELD_NOT_ALLOWED).with_message(message)
}

fn missing(field: &Field) -> ApiError {
    ApiError::from(codes::MISSING_FIELD).with_message(format!("{} is required", field.name))
}

fn invalid(field: &Field, reason: &str) -> ApiError {
    ApiError::validation(format!("[body.{}] {reason}", field.name))
}
