use crate::assurance::Assurance;
use crate::clock::Timestamp;
use crate::fields::Additional;
use crate::id::{SessionId, UserId};
use crate::token::TokenHash;

/// A signed-in device. The token that opens it is not here: only its hash is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Names the session; knowing it lets nobody in.
    pub id: SessionId,
    /// Whose session it is.
    pub user_id: UserId,
    /// From this moment on the session is void.
    pub expires_at: Timestamp,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When the expiry was last moved, or a declared field changed.
    pub updated_at: Timestamp,
    /// The client's address at sign-in.
    pub ip_address: Option<String>,
    /// The client's `User-Agent` at sign-in, cut to [`MAX_USER_AGENT`](crate::extract::MAX_USER_AGENT).
    pub user_agent: Option<String>,
    /// Whether the session outlives the browser. A session that does not is never extended.
    pub remembered: bool,
    /// How the user proved who they are, and when. Not on the wire.
    pub assurance: Assurance,
    /// In which organization the user works. It grants nothing: whoever reads it asks whether the
    /// user still is a member. Owner: `better-auth-organization`.
    pub active_organization_id: Option<String>,
    /// In which team of it. Owner: `better-auth-organization`.
    pub active_team_id: Option<String>,
    /// Who acts in this session in the name of its user; `None`: the user. Owner:
    /// `better-auth-admin`.
    pub impersonated_by: Option<UserId>,
    /// The fields that the application declared by `session_field`.
    pub additional: Additional,
}

/// A session to be inserted.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The session as it will be read back.
    pub session: Session,
    /// The hash of the token that opens it.
    pub token_hash: TokenHash,
    /// The [`credential_version`](crate::User::credential_version) of the user who was verified.
    pub credential_version: i64,
}
