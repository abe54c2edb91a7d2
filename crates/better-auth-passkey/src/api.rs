//! What goes over the wire: the options of WebAuthn's two ceremonies in their JSON form
//! (WebAuthn Level 3, section 5.1.8 and 5.1.9), and passkeys as clients see them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::store::{Passkey, PasskeyId};

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Passkey)]
pub(crate) struct PasskeyResponse {
    /// What its owner calls it.
    pub(crate) name: Option<String>,
    /// The public key: a COSE key in base64.
    pub(crate) public_key: String,
    /// Whose it is.
    pub(crate) user_id: UserId,
    /// What the authenticator calls it, in base64url.
    #[serde(rename = "credentialID")]
    pub(crate) credential_id: String,
    /// How many signatures the authenticator has counted; 0 where it does not count.
    pub(crate) counter: u32,
    /// `singleDevice` or `multiDevice`.
    pub(crate) device_type: &'static str,
    /// Whether there is a copy of it elsewhere.
    pub(crate) backed_up: bool,
    /// How browsers reach the authenticator, separated by commas.
    pub(crate) transports: String,
    /// When it was registered.
    pub(crate) created_at: Timestamp,
    /// When somebody last signed in with it.
    pub(crate) last_used_at: Option<Timestamp>,
    /// The model of the authenticator, by its own word.
    pub(crate) aaguid: String,
    /// Names the passkey.
    pub(crate) id: PasskeyId,
}

impl From<Passkey> for PasskeyResponse {
    fn from(passkey: Passkey) -> Self {
        Self {
            name: passkey.name,
            public_key: passkey.public_key.to_base64(),
            user_id: passkey.user_id,
            credential_id: passkey.credential_id.as_str().to_owned(),
            counter: passkey.counter,
            device_type: passkey.device_type.as_str(),
            backed_up: passkey.backed_up,
            transports: passkey.transports.join(","),
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
            aaguid: passkey.aaguid,
            id: passkey.id,
        }
    }
}

/// What a page hands to `navigator.credentials.create()`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeyCreationOptions)]
pub(crate) struct CreationOptions {
    /// The bytes to sign, in base64url.
    pub(crate) challenge: String,
    /// The site.
    pub(crate) rp: RelyingPartyEntity,
    /// The account.
    pub(crate) user: UserEntity,
    /// Algorithms, the best first.
    pub(crate) pub_key_cred_params: Vec<KeyParameters>,
    /// How long the browser waits, in milliseconds.
    pub(crate) timeout: u32,
    /// Always `none`.
    pub(crate) attestation: &'static str,
    /// Passkeys of the account; an authenticator that has one of them refuses.
    pub(crate) exclude_credentials: Vec<CredentialDescriptor>,
    /// Which authenticator is wanted.
    pub(crate) authenticator_selection: AuthenticatorSelection,
    /// Asks for credential properties.
    pub(crate) extensions: CreationExtensions,
    /// None.
    pub(crate) hints: Vec<String>,
}

/// The site of a passkey.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PasskeyRelyingParty)]
pub(crate) struct RelyingPartyEntity {
    /// What people call it.
    pub(crate) name: String,
    /// Its domain.
    pub(crate) id: String,
}

/// The account of a passkey.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeyUser)]
pub(crate) struct UserEntity {
    /// The user handle: the id of the user, in base64url.
    pub(crate) id: String,
    /// What tells the account from others in a list.
    pub(crate) name: String,
    /// What people call it.
    pub(crate) display_name: String,
}

/// One kind of key.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PasskeyKeyParameters)]
pub(crate) struct KeyParameters {
    /// Always `public-key`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// A COSE algorithm: -7 is ES256, -257 is RS256.
    pub(crate) alg: i64,
}

/// Which authenticator is wanted.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeyAuthenticatorSelection)]
pub(crate) struct AuthenticatorSelection {
    /// One that is part of the device, or one that is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authenticator_attachment: Option<Attachment>,
    /// Always `preferred`: a passkey that the authenticator can list by itself.
    pub(crate) resident_key: &'static str,
    /// Always false.
    pub(crate) require_resident_key: bool,
    /// `required` or `preferred`.
    pub(crate) user_verification: &'static str,
}

/// Where an authenticator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = PasskeyAttachment)]
pub(crate) enum Attachment {
    /// Part of the device.
    Platform,
    /// A security key, or another device.
    CrossPlatform,
}

/// Extensions of a registration.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeyCreationExtensions)]
pub(crate) struct CreationExtensions {
    /// Whether the browser is to say what kind of passkey it made.
    pub(crate) cred_props: bool,
}

/// What a page hands to `navigator.credentials.get()`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeyRequestOptions)]
pub(crate) struct RequestOptions {
    /// The domain.
    pub(crate) rp_id: String,
    /// The bytes to sign, in base64url.
    pub(crate) challenge: String,
    /// How long the browser waits, in milliseconds.
    pub(crate) timeout: u32,
    /// `required` or `preferred`.
    pub(crate) user_verification: &'static str,
    /// Passkeys of whoever is signed in; absent for strangers, whose authenticator lists them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) allow_credentials: Vec<CredentialDescriptor>,
}

/// Names one passkey to a browser.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PasskeyDescriptor)]
pub(crate) struct CredentialDescriptor {
    /// In base64url.
    pub(crate) id: String,
    /// Always `public-key`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// How to reach the authenticator.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) transports: Vec<String>,
}

impl From<&Passkey> for CredentialDescriptor {
    fn from(passkey: &Passkey) -> Self {
        Self {
            id: passkey.credential_id.as_str().to_owned(),
            kind: PUBLIC_KEY,
            transports: passkey.transports.clone(),
        }
    }
}

/// The one type of credential that there is.
pub(crate) const PUBLIC_KEY: &str = "public-key";

/// Bytes as WebAuthn writes them.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
