//! What a link stands for, as it is stored in the row of its token.

use serde::{Deserialize, Deserializer, Serialize};

use crate::email::Email;
use crate::error::ApiError;
use crate::id::SessionId;

/// What opening a link does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(super) enum Claim {
    /// Proves the address that the account has.
    Verify {
        #[serde(deserialize_with = "email")]
        email: Email,
    },
    /// Agrees to a move. Mailed to the address that the account has.
    ConfirmChange(Change),
    /// Proves the new address, and moves the account. Mailed to the new address.
    VerifyNew(Change),
}

/// From where to where, and which session asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Change {
    #[serde(deserialize_with = "email")]
    pub(super) from: Email,
    #[serde(deserialize_with = "email")]
    pub(super) to: Email,
    pub(super) asked_by: SessionId,
}

impl Claim {
    pub(super) fn to_text(&self) -> Result<String, ApiError> {
        serde_json::to_string(self).map_err(ApiError::internal)
    }

    pub(super) fn of(value: &str) -> Result<Self, ApiError> {
        serde_json::from_str(value).map_err(ApiError::internal)
    }
}

fn email<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Email, D::Error> {
    String::deserialize(deserializer).map(Email::from_store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_read_as_it_was_written() {
        let email = |text: &str| text.parse().unwrap();
        let change = Change {
            from: email("ada@example.com"),
            to: email("ada@example.org"),
            asked_by: "s1".parse().unwrap(),
        };
        let claims = [
            Claim::Verify { email: email("ada@example.com") },
            Claim::ConfirmChange(change.clone()),
            Claim::VerifyNew(change),
        ];
        for claim in claims {
            let text = claim.to_text().unwrap();
            assert_eq!(Claim::of(&text).unwrap(), claim, "{text}");
        }
    }
}
