//! The checks of declared fields against the names that core and the plugins have.

use super::ConfigError;
use crate::api::{SessionResponse, UserResponse};
use crate::extract::PROTECTED_FIELDS;
use crate::fields::{Field, FieldSet};
use crate::openapi::field_names;

pub(super) fn check_user(fields: Vec<Field>) -> Result<FieldSet, ConfigError> {
    let mut taken = field_names::<UserResponse>();
    taken.extend(PROTECTED_FIELDS.iter().map(|name| (*name).to_owned()));
    let unaskable = |field: &&Field| field.is_required() && field.is_read_only();
    if let Some(field) = fields.iter().find(unaskable) {
        return Err(ConfigError::new(
            "user_field",
            format!("the field {:?} is required, and nobody can give it", field.name()),
            "give it a default, or leave `required()` or `read_only()` out",
        ));
    }
    FieldSet::check("user_field", fields, taken)
}

pub(super) fn check_session(fields: Vec<Field>) -> Result<FieldSet, ConfigError> {
    if let Some(field) = fields.iter().find(|field| field.is_required()) {
        return Err(ConfigError::new(
            "session_field",
            format!("the field {:?} is required, and no sign-in asks for it", field.name()),
            "give it a default, or leave `required()` out",
        ));
    }
    FieldSet::check("session_field", fields, field_names::<SessionResponse>())
}
