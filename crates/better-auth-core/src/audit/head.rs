use std::fmt;
use std::str::FromStr;

/// Where the log ends and begins. One row of the database holds the current one; a copy of it, kept
/// elsewhere, shows later that the log was not put back to an earlier state.
///
/// As text it is one line (`Display`, `FromStr`), without anything secret or personal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditHead {
    /// The number of the last row; 0 before the first.
    pub seq: i64,
    /// The chain of the last row.
    pub chain: String,
    /// The number of the last row that was pruned; 0 if none was.
    pub pruned_seq: i64,
    /// The chain of the last row that was pruned.
    pub pruned_chain: String,
    /// How many personal parts (an actor, a subject) were erased, in pruned rows as well.
    pub erased: i64,
    /// How many of them in rows that were pruned.
    pub pruned_erased: i64,
    /// HMAC of the rest under the server secret. Empty in a log without any row, and in one whose
    /// head was found to be forged.
    pub seal: String,
}

/// A text that is no head of an audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a head of an audit log")]
pub struct InvalidAuditHead;

const FORM: &str = "audit1";

impl fmt::Display for AuditHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seq, chain, pruned_seq, pruned_chain, erased, pruned_erased, seal } = self;
        write!(
            f,
            "{FORM}.{seq}.{chain}.{pruned_seq}.{pruned_chain}.{erased}.{pruned_erased}.{seal}"
        )
    }
}

impl FromStr for AuditHead {
    type Err = InvalidAuditHead;

    fn from_str(text: &str) -> Result<Self, InvalidAuditHead> {
        let parts: Vec<&str> = text.trim().split('.').collect();
        let [FORM, seq, chain, pruned_seq, pruned_chain, erased, pruned_erased, seal] = parts[..]
        else {
            return Err(InvalidAuditHead);
        };
        let number = |text: &str| text.parse().map_err(|_| InvalidAuditHead);
        Ok(Self {
            seq: number(seq)?,
            chain: chain.to_owned(),
            pruned_seq: number(pruned_seq)?,
            pruned_chain: pruned_chain.to_owned(),
            erased: number(erased)?,
            pruned_erased: number(pruned_erased)?,
            seal: seal.to_owned(),
        })
    }
}
