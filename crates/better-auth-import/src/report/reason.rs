use std::fmt;

use serde::Serialize;

/// Why a row was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// It has no id, or one with other characters than letters, digits, `-` and `_`, or of more
    /// than 64 of them.
    BadId,
    /// A column that it needs is empty; `by` names it.
    Missing,
    /// A column does not hold what it should; `by` names it.
    BadValue,
    /// The address can not be one of an account.
    BadEmail,
    /// Another user has that address, perhaps with other upper and lower case; `by` is its id.
    EmailTaken,
    /// Another user has that user name, perhaps with other upper and lower case; `by` is its id.
    UsernameTaken,
    /// Another organization has that slug, perhaps with other upper and lower case; `by` is its id.
    SlugTaken,
    /// There is a row already that says the same; `by` is its id. Of several in the source the one
    /// with the first id is taken.
    Duplicate,
    /// What it belongs to was not taken; `by` names the column.
    NotThere,
    /// It was taken before, and somebody has removed it here since: a user who was deleted, a session
    /// that was ended, a key that was revoked. It stays removed.
    RemovedHere,
    /// It is over.
    Expired,
    /// Somebody acts in the name of another: that ends with the move.
    Impersonation,
    /// The token is not one of the original, so no cookie could open it.
    BadToken,
    /// Setting up the second factor was not brought to its end.
    Unfinished,
    /// It does not open with the secrets of the source.
    DoesNotOpen,
    /// The database did not take it, for example because a text is too long; `by` names an index if
    /// it was one.
    Refused,
}

/// What is to be known about a row that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Remark {
    /// Upper case in the address was folded.
    EmailFolded,
    /// Upper case in the user name was folded.
    UsernameFolded,
    /// Upper case in the slug was folded.
    SlugFolded,
    /// The slug has characters that slugs do not have here: the organization is found by its id, and
    /// by a slug when it is given another.
    SlugUnusual,
    /// The password's hash is none that can be verified here: the user asks for a new password.
    UnknownHash,
    /// The tokens of the provider do not open with the secrets of the source: they are fetched anew
    /// at the next sign-in.
    TokensDoNotOpen,
    /// The backup codes do not open with the secrets of the source: the user makes new ones.
    CodesDoNotOpen,
    /// A field that the application declared does not take the value; the field has its default.
    FieldDoesNotFit,
    /// The name was cut to 256 characters, as many as one can have here.
    NameCut,
    /// The role can not be the name of one: the user is `user`.
    RoleLeft,
    /// The metadata are no JSON object, and were left.
    MetadataLeft,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadId => "the id can not be one here",
            Self::Missing => "a column is empty",
            Self::BadValue => "a column does not hold what it should",
            Self::BadEmail => "the address can not be that of an account",
            Self::EmailTaken => "another user has that address",
            Self::UsernameTaken => "another user has that user name",
            Self::SlugTaken => "another organization has that slug",
            Self::Duplicate => "another row says the same",
            Self::NotThere => "what it belongs to was not taken",
            Self::RemovedHere => "it was taken before and removed here since",
            Self::Expired => "it has expired",
            Self::Impersonation => "it is an impersonation",
            Self::BadToken => "its token is none of the original",
            Self::Unfinished => "the second factor was not set up to the end",
            Self::DoesNotOpen => "it does not open with the secrets of the source",
            Self::Refused => "the database refused it",
        })
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmailFolded => "the address is in lower case now",
            Self::UsernameFolded => "the user name is in lower case now",
            Self::SlugFolded => "the slug is in lower case now",
            Self::SlugUnusual => "the slug can not be asked for here; give another",
            Self::UnknownHash => "the hash of the password can not be verified here",
            Self::TokensDoNotOpen => "the provider's tokens do not open",
            Self::CodesDoNotOpen => "the backup codes do not open",
            Self::FieldDoesNotFit => "a declared field does not take its value",
            Self::NameCut => "the name has 256 characters now",
            Self::RoleLeft => "the role can not be one here; it is `user` now",
            Self::MetadataLeft => "the metadata are no JSON object, and were left",
        })
    }
}
