//! Attestation objects: what is read of them, and what is thrown away.
//!
//! We ask for no attestation, so a statement that comes all the same is dropped before it is
//! looked at: nothing would be believed because of it, and the parsers of certificates and TPM
//! structures are out of reach of clients.
//!
//! The parser of CBOR stops at a depth of 128, so nested input can not exhaust the stack. What is
//! longer than any authenticator writes is refused before the library sees it, as it logs what it
//! can not read.

use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde_cbor_2::{Deserializer, Value};

use crate::credential::PublicKey;

/// What the authenticator says about a new passkey, without a statement of who made it.
#[derive(Debug)]
pub(crate) struct Attested {
    /// The attestation object with the format `none`.
    pub(crate) object: Vec<u8>,
    /// The model of the authenticator. Not attested: a hint for people.
    pub(crate) aaguid: [u8; 16],
    /// The key.
    pub(crate) public_key: PublicKey,
}

/// Rp id hash, flags, counter: what stands before the attested credential data.
const HEAD: usize = 32 + 1 + 4;

/// Longest authenticator data, in bytes: a long credential id, an RSA key and extensions fit.
const MAX_DATA: usize = 4096;

/// Whether authenticator data of a sign-in have a possible length: the head, and more only if the
/// flags say that something follows (WebAuthn Level 3, section 6.1).
pub(crate) fn is_plausible_assertion(data: &[u8]) -> bool {
    const CREDENTIAL_OR_EXTENSIONS: u8 = 0b1100_0000;
    let flags = data.get(32).copied().unwrap_or_default();
    match data.len() {
        HEAD => flags & CREDENTIAL_OR_EXTENSIONS == 0,
        length => length > HEAD && length <= MAX_DATA && flags & CREDENTIAL_OR_EXTENSIONS != 0,
    }
}

/// Reads an attestation object; `None` if it is none.
pub(crate) fn read(object: &[u8]) -> Option<Attested> {
    let Ok(Value::Map(mut fields)) = serde_cbor_2::from_slice(object) else { return None };
    let Some(Value::Bytes(data)) = fields.remove(&text("authData")) else { return None };
    if data.len() > MAX_DATA {
        return None;
    }
    let attested = data.get(HEAD..)?;
    let aaguid = attested.first_chunk::<16>()?;
    let length = attested.get(16..)?.first_chunk::<2>()?;
    let key = attested.get(18 + usize::from(u16::from_be_bytes(*length))..)?;
    let public_key = PublicKey::new(key.get(..length_of_value(key)?)?)?;
    let aaguid = *aaguid;
    Some(Attested { object: without_statement(data)?, aaguid, public_key })
}

fn without_statement(data: Vec<u8>) -> Option<Vec<u8>> {
    let fields = BTreeMap::from([
        (text("fmt"), text("none")),
        (text("attStmt"), Value::Map(BTreeMap::new())),
        (text("authData"), Value::Bytes(data)),
    ]);
    serde_cbor_2::to_vec(&Value::Map(fields)).ok()
}

/// How many bytes the first value takes.
fn length_of_value(bytes: &[u8]) -> Option<usize> {
    let mut parser = Deserializer::from_slice(bytes);
    Value::deserialize(&mut parser).ok()?;
    Some(parser.byte_offset())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
