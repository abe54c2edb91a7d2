//! Answers that several routes share: the wire forms of a user and a session.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::email::Email;
use crate::entity::{Session, User};
use crate::fields::{AdditionalSessionFields, AdditionalUserFields, FieldSet, ShownFields};
use crate::id::{SessionId, UserId};

/// A column of the user that shows on the wire only while a plugin asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UserField {
    /// `username` and `displayUsername`.
    Username,
    /// `twoFactorEnabled`.
    TwoFactor,
    /// `role`, `banned`, `banReason` and `banExpires`.
    Admin,
}

/// A column of the session that shows on the wire only while a plugin asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SessionField {
    /// `activeOrganizationId`.
    ActiveOrganization,
    /// `activeTeamId`.
    ActiveTeam,
    /// `impersonatedBy`.
    Impersonation,
}

/// A user, as clients see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct UserResponse {
    /// What the user is called.
    pub name: String,
    /// The address.
    #[schema(value_type = String, format = "email")]
    pub email: Email,
    /// Whether the address is proven.
    pub email_verified: bool,
    /// URL of a picture.
    pub image: Option<String>,
    /// When the user signed up.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
    /// The user name, folded; absent while user names are off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub username: Option<Option<String>>,
    /// The user name as typed; absent while user names are off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub display_username: Option<Option<String>>,
    /// Whether a second factor is asked for at sign-in; absent while second factors are off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_factor_enabled: Option<bool>,
    /// The roles of the user, with commas between them; absent while there are no administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whether the user is shut out; absent while there are no administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banned: Option<bool>,
    /// Why; absent while there are no administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub ban_reason: Option<Option<String>>,
    /// Until when; null: for good. Absent while there are no administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Timestamp>)]
    pub ban_expires: Option<Option<Timestamp>>,
    /// The fields that the application declared.
    #[serde(flatten)]
    #[schema(value_type = AdditionalUserFields)]
    pub additional: ShownFields,
    /// Names the user.
    pub id: UserId,
}

impl UserResponse {
    /// The wire form of a user, with the columns that the plugins in use ask for and the fields
    /// that the application declared.
    pub fn new(user: User, fields: &[UserField], declared: &FieldSet) -> Self {
        let shown = |field| fields.contains(&field);
        Self {
            name: user.name,
            email: user.email,
            email_verified: user.email_verified,
            image: user.image,
            created_at: user.created_at,
            updated_at: user.updated_at,
            username: shown(UserField::Username).then_some(user.username),
            display_username: shown(UserField::Username).then_some(user.display_username),
            two_factor_enabled: shown(UserField::TwoFactor).then_some(user.two_factor_enabled),
            role: shown(UserField::Admin).then_some(user.role),
            banned: shown(UserField::Admin).then_some(user.banned),
            ban_reason: shown(UserField::Admin).then_some(user.ban_reason),
            ban_expires: shown(UserField::Admin).then_some(user.ban_expires),
            additional: declared.shown(&user.additional),
            id: user.id,
        }
    }
}

/// A session, as clients see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub struct SessionResponse {
    /// From this moment on the session is void.
    pub expires_at: Timestamp,
    /// In the answer about the caller's own session the token that the request presented, in a
    /// list a handle that `/revoke-session` takes and that lets nobody in.
    pub token: String,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When the expiry was last moved, or a declared field changed.
    pub updated_at: Timestamp,
    /// The client's address at sign-in; empty if unknown.
    pub ip_address: String,
    /// The client's `User-Agent` at sign-in; empty if unknown.
    pub user_agent: String,
    /// Whose session it is.
    pub user_id: UserId,
    /// In which organization the user works; absent while organizations are off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub active_organization_id: Option<Option<String>>,
    /// In which team of it; absent while teams are off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub active_team_id: Option<Option<String>>,
    /// Who acts in the name of the user, or null; absent while nobody can.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub impersonated_by: Option<Option<UserId>>,
    /// The fields that the application declared.
    #[serde(flatten)]
    #[schema(value_type = AdditionalSessionFields)]
    pub additional: ShownFields,
    /// Names the session; a client finds "this device" by it.
    pub id: SessionId,
}

impl SessionResponse {
    /// The wire form of a session, with the columns that the plugins in use ask for and the fields
    /// that the application declared; `token` as the field of that name says.
    pub fn new(
        session: Session,
        token: String,
        fields: &[SessionField],
        declared: &FieldSet,
    ) -> Self {
        let shown = |field| fields.contains(&field);
        let organization = shown(SessionField::ActiveOrganization);
        Self {
            expires_at: session.expires_at,
            token,
            created_at: session.created_at,
            updated_at: session.updated_at,
            ip_address: session.ip_address.unwrap_or_default(),
            user_agent: session.user_agent.unwrap_or_default(),
            user_id: session.user_id,
            active_organization_id: organization.then_some(session.active_organization_id),
            active_team_id: shown(SessionField::ActiveTeam).then_some(session.active_team_id),
            impersonated_by: shown(SessionField::Impersonation).then_some(session.impersonated_by),
            additional: declared.shown(&session.additional),
            id: session.id,
        }
    }
}

/// Names one session of a user where a token would be a credential: in lists. `/revoke-session`
/// takes it beside the token itself; it lets nobody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionHandle(SessionId);

impl SessionHandle {
    const PREFIX: &str = "handle_";

    /// The handle of a session.
    pub fn of(session: &Session) -> Self {
        Self(session.id.clone())
    }

    /// Reads a handle; `None` if the text is none, for example because it is a token.
    pub fn parse(text: &str) -> Option<Self> {
        text.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
    }

    /// The session that it names.
    pub fn session(&self) -> &SessionId {
        &self.0
    }
}

impl std::fmt::Display for SessionHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", Self::PREFIX, self.0)
    }
}

/// The body of routes that need none: nothing, or an empty object.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub struct EmptyRequest {}

/// `{"status":true}`, the answer of routes that have nothing to tell.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct StatusResponse {
    /// Always true; failures have another status code.
    pub status: bool,
}

impl StatusResponse {
    /// Done.
    pub const DONE: Self = Self { status: true };
}

impl Serialize for Email {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
