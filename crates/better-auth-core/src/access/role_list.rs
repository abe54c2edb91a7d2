use std::fmt;
use std::str::FromStr;

use crate::entity::ADMIN_ROLE;

/// Longest name of a role, in bytes; the key columns of every database hold it.
pub const MAX_ROLE_NAME: usize = 64;

/// Most roles that one list names.
const MAX_ROLES: usize = 32;

/// A text that can not be the name of a role, or a list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is called by 1 to 64 characters, without commas and control characters")]
pub struct InvalidRoleName;

/// Checks the spelling of a role's name.
///
/// # Errors
/// [`InvalidRoleName`] for an empty or long one, one with a comma or a control character, and one
/// with white space around it.
pub fn check_role_name(name: &str) -> Result<(), InvalidRoleName> {
    let unfit = |c: char| c == ',' || c.is_control();
    if name.is_empty() || name.len() > MAX_ROLE_NAME || name.trim() != name || name.contains(unfit)
    {
        return Err(InvalidRoleName);
    }
    Ok(())
}

/// The roles that somebody has, each once, in the order in which they were given. On the wire and
/// in the store it is a text with commas: `admin,accountant`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoleList(Vec<String>);

impl RoleList {
    /// Reads the roles out of one or several texts, each with one or several names.
    ///
    /// # Errors
    /// [`InvalidRoleName`] if there is none at all, or one is not spelled like a name.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidRoleName> {
        let mut roles = Vec::new();
        for name in texts.into_iter().flat_map(|text| text.split(',')).map(str::trim) {
            check_role_name(name)?;
            if !roles.iter().any(|known| known == name) {
                roles.push(name.to_owned());
            }
        }
        if roles.is_empty() || roles.len() > MAX_ROLES {
            return Err(InvalidRoleName);
        }
        Ok(Self(roles))
    }

    /// One role.
    ///
    /// # Errors
    /// [`InvalidRoleName`] if it is not spelled like a name.
    pub fn one(name: &str) -> Result<Self, InvalidRoleName> {
        check_role_name(name)?;
        Ok(Self(vec![name.to_owned()]))
    }

    /// Takes a list as a store handed it out, without checking it.
    pub fn from_store(text: &str) -> Self {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        Self(names.map(str::to_owned).collect())
    }

    /// The same roles as a user's row has them: with [`ADMIN_ROLE`] first, if it is one of them.
    #[must_use]
    pub fn of_user(mut self) -> Self {
        self.0.sort_by_key(|name| name != ADMIN_ROLE);
        self
    }

    /// Whether the role is one of them.
    pub fn contains(&self, role: &str) -> bool {
        self.iter().any(|name| name == role)
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromStr for RoleList {
    type Err = InvalidRoleName;

    fn from_str(text: &str) -> Result<Self, InvalidRoleName> {
        Self::parse([text])
    }
}

impl fmt::Display for RoleList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_of_an_administrator_is_stored_first() {
        let roles: RoleList = "support,admin,user".parse().unwrap();
        assert_eq!(roles.of_user().to_string(), "admin,support,user");
    }
}
