//! `data` of the requests about a user: what an administrator may say about somebody, by name.

use better_auth_core::access::RoleList;
use better_auth_core::entity::UserChanges;
use better_auth_core::error::codes;
use better_auth_core::fields::FieldSet;
use better_auth_core::profile::{check_image, check_name};
use better_auth_core::{ApiError, Email};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::AdminRolesRequest;
use crate::error::{
    INVALID_EMAIL, INVALID_ROLE_TYPE, PASSWORD_CANNOT_BE_UPDATED_VIA_UPDATE_USER,
    USER_ID_CANNOT_BE_UPDATED,
};

/// What was said, checked.
#[derive(Debug, Default)]
pub(super) struct PersonData {
    pub(super) profile: UserChanges,
    pub(super) email: Option<Email>,
    pub(super) email_verified: Option<bool>,
    pub(super) roles: Option<RoleList>,
}

impl PersonData {
    /// Reads it. Every name must be one that can be set: nothing is taken in silence for something
    /// else.
    pub(super) fn read(data: Map<String, Value>, declared: &FieldSet) -> Result<Self, ApiError> {
        let mut read = Self::default();
        for (name, value) in data {
            read.take(name, value, declared)?;
        }
        Ok(read)
    }

    fn take(&mut self, name: String, value: Value, declared: &FieldSet) -> Result<(), ApiError> {
        match name.as_str() {
            "password" => return Err(PASSWORD_CANNOT_BE_UPDATED_VIA_UPDATE_USER.into()),
            "id" => return Err(USER_ID_CANNOT_BE_UPDATED.into()),
            "name" => {
                let text: String = typed(&name, value)?;
                check_name("data.name", &text)?;
                self.profile.name = Some(text);
            }
            "image" => {
                let image: Option<String> = typed(&name, value)?;
                image.as_deref().map(check_image).transpose()?;
                self.profile.image = Some(image);
            }
            "username" => self.profile.username = Some(typed(&name, value)?),
            "displayUsername" => {
                let text: String = typed(&name, value)?;
                check_name("data.displayUsername", &text)?;
                self.profile.display_username = Some(text);
            }
            "email" => {
                let text: String = typed(&name, value)?;
                self.email = Some(text.parse().map_err(|_| INVALID_EMAIL)?);
            }
            "emailVerified" => self.email_verified = Some(typed(&name, value)?),
            "role" => {
                let roles: AdminRolesRequest =
                    serde_json::from_value(value).map_err(|_| INVALID_ROLE_TYPE)?;
                self.roles = Some(roles.parse()?);
            }
            _ => self.take_declared(name, value, declared)?,
        }
        Ok(())
    }

    /// A field that the application declared; an administrator sets those that are read-only too.
    fn take_declared(
        &mut self,
        name: String,
        value: Value,
        declared: &FieldSet,
    ) -> Result<(), ApiError> {
        if !declared.fields().iter().any(|field| field.name() == name) {
            let error = ApiError::from(codes::FIELD_NOT_ALLOWED);
            return Err(error.with_message("data has a field that can not be set"));
        }
        let changes = std::mem::take(&mut self.profile.additional);
        self.profile.additional =
            if value.is_null() { changes.clear(name) } else { changes.set(name, value) };
        Ok(())
    }

    /// Refuses what has a place of its own in the request for a new user.
    pub(super) fn refuse_all_but_new(&self) -> Result<(), ApiError> {
        let other = UserChanges {
            image: self.profile.image.clone(),
            additional: self.profile.additional.clone(),
            ..UserChanges::default()
        };
        if self.email.is_some() || self.roles.is_some() || self.profile != other {
            return Err(codes::FIELD_NOT_ALLOWED.into());
        }
        Ok(())
    }
}

fn typed<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, ApiError> {
    serde_json::from_value(value)
        .map_err(|_| ApiError::validation(format!("[body.data.{name}] Invalid input")))
}
