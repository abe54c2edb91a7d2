//! A code that is mailed: six digits for one sign-in or one session, and nothing else.
//!
//! It is a row of core's single-use tokens. What names the row is what the code is for, so there
//! is one at most; its value is a keyed hash of the code and of what it is for, because a plain hash
//! of six digits is soon found.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::UserId;
use better_auth_core::entity::{Proof, Purpose, Verification};
use better_auth_core::secret::{KeyPurpose, Keyring};
use better_auth_core::token::TokenHash;

use crate::caller::Caller;

/// What the rows are for.
pub(crate) const MAILED_CODE: Purpose = Purpose::new("two-factor-mailed-code");

pub(crate) const DIGITS: usize = 6;

const HASH: KeyPurpose = KeyPurpose::new("two-factor-mailed-code");

/// What a code is good for.
#[derive(Debug)]
pub(crate) struct Binding {
    name: String,
    pub(crate) row: TokenHash,
}

impl Binding {
    pub(crate) fn of(caller: &Caller) -> Self {
        let name = match caller {
            Caller::Pending(pending) => format!("sign-in:{}", pending.id),
            Caller::Session(current) => format!("session:{}", current.session.id),
        };
        Self { row: TokenHash::of(&format!("two-factor-mailed-code:{name}")), name }
    }

    pub(crate) fn proof<'a>(&'a self, user: &'a UserId) -> Proof<'a> {
        Proof { purpose: MAILED_CODE, token: &self.row, user: Some(user) }
    }

    /// What is stored of a code.
    pub(crate) fn hash(&self, keys: &Keyring, code: &str) -> String {
        URL_SAFE_NO_PAD.encode(keys.mac(HASH, &[self.name.as_bytes(), code.as_bytes()]))
    }

    /// Whether it is the code of that row.
    pub(crate) fn matches(&self, keys: &Keyring, row: &Verification, typed: &str) -> bool {
        let tag = URL_SAFE_NO_PAD.decode(&row.value).unwrap_or_default();
        let message = [self.name.as_bytes(), typed.as_bytes()];
        tag.len() == 32 && keys.verify_mac(HASH, &message, &tag)
    }
}
