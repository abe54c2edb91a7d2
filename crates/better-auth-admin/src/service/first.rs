use better_auth_core::access::RoleList;
use better_auth_core::{ApiError, Email, RequestFacts, SecretString, User};

use super::people::NewPerson;
use super::{Admins, Caller};
use crate::error::USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL;
use crate::permission::ADMIN;

/// What [`Admins::ensure_admin`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnsuredAdmin {
    /// The account was made, with the role of an administrator.
    Created(Box<User>),
    /// There was an account with the address. It stays as it is, its password and roles as well.
    Exists,
}

impl Admins {
    /// Makes an administrator with a password, unless somebody has the address: for the start of an
    /// application. The address counts as proven.
    ///
    /// # Errors
    /// What the policy says to the password; a failure of the store.
    pub async fn ensure_admin(
        &self,
        email: &Email,
        password: &SecretString,
    ) -> Result<EnsuredAdmin, ApiError> {
        if self.auth.users().find_user_by_email(email).await?.is_some() {
            return Ok(EnsuredAdmin::Exists);
        }
        let roles = RoleList::one(ADMIN).map_err(ApiError::internal)?;
        let person = NewPerson {
            name: "Administrator".to_owned(),
            email: email.clone(),
            email_verified: true,
            password: Some(password),
            roles: Some(&roles),
            image: None,
            additional: Default::default(),
        };
        let facts = RequestFacts::new(None, None);
        match self.make(person, Caller::operator(&facts)).await {
            Ok(user) => Ok(EnsuredAdmin::Created(Box::new(user))),
            Err(error) if error.code() == USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL.code => {
                Ok(EnsuredAdmin::Exists)
            }
            Err(error) => Err(error),
        }
    }
}
