//! The two ceremonies of WebAuthn (Level 3, section 7), around `webauthn-rs-core`.
//!
//! The library checks challenge, rp id, flags, counter, backup state, algorithm and signature.
//! What it leaves to its caller is here and in its neighbours: origin as text and frames of other
//! sites ([`client_data`](crate::client_data)), the credential's type and id, whose passkey it is
//! ([`service`](crate::service)), and that it is registered once (the database).

use std::time::Duration;

use better_auth_core::config::Settings;
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationFormat, AuthenticationState, AuthenticatorTransport, COSEAlgorithm, COSEKey,
    Credential, ParsedAttestation, PublicKeyCredential, RegisterPublicKeyCredential,
    RegisteredExtensions, RegistrationState, UserVerificationPolicy,
};

use crate::api::{
    Attachment, AuthenticatorSelection, CreationExtensions, CreationOptions, KeyParameters,
    PUBLIC_KEY, RelyingPartyEntity, RequestOptions, UserEntity, base64url,
};
use crate::attestation;
use crate::client_data::{self, BadClientData, CeremonyType};
use crate::credential::{CredentialId, DeviceType, InvalidCredentialId, PublicKey, aaguid_text};
use crate::options::{PasskeyOptions, UserVerification};
use crate::store::Passkey;

/// How long a browser waits for its user.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The algorithms that the library verifies.
const ALGORITHMS: [COSEAlgorithm; 2] = [COSEAlgorithm::ES256, COSEAlgorithm::RS256];

/// The site, as authenticators know it.
#[derive(Debug)]
pub(crate) struct RelyingParty {
    webauthn: WebauthnCore,
    id: String,
    name: String,
    origins: Vec<String>,
    user_verification: UserVerification,
}

/// Why an answer of an authenticator is refused; for the log, never for the client.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the credential is not of the type public-key, or has two ids")]
    Form,
    #[error(transparent)]
    ClientData(#[from] BadClientData),
    #[error("the authenticator data have an impossible length")]
    AuthenticatorData,
    #[error("the attestation object can not be read")]
    Attestation,
    #[error(transparent)]
    Id(#[from] InvalidCredentialId),
    #[error("the stored public key can not be read")]
    StoredKey,
    #[error(transparent)]
    WebAuthn(#[from] WebauthnError),
}

impl Refusal {
    pub(crate) fn is_counter(&self) -> bool {
        matches!(self, Self::WebAuthn(WebauthnError::CredentialPossibleCompromise))
    }
}

/// A credential that was registered just now.
#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) credential_id: CredentialId,
    pub(crate) public_key: PublicKey,
    pub(crate) counter: u32,
    pub(crate) device_type: DeviceType,
    pub(crate) backed_up: bool,
    pub(crate) transports: Vec<String>,
    pub(crate) aaguid: String,
}

/// A signature that is right.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asserted {
    pub(crate) counter: u32,
    pub(crate) backed_up: bool,
    pub(crate) user_verified: bool,
}

impl RelyingParty {
    /// Of options that were checked.
    pub(crate) fn new(options: &PasskeyOptions, settings: &Settings) -> Self {
        let id = options.effective_rp_id(settings);
        let name = options.rp_name.clone().unwrap_or_else(|| settings.app_name.clone());
        let origins = options.effective_origins(settings);
        let urls = origins.iter().filter_map(|origin| Url::parse(origin).ok()).collect();
        let (subdomains, any_port) = (Some(false), Some(false));
        let webauthn =
            WebauthnCore::new_unsafe_experts_only(&name, &id, urls, TIMEOUT, subdomains, any_port);
        Self { webauthn, id, name, origins, user_verification: options.user_verification }
    }

    /// Begins a registration.
    pub(crate) fn start_registration(
        &self,
        user: UserEntity,
        attachment: Option<Attachment>,
        existing: &[Passkey],
    ) -> Result<(CreationOptions, RegistrationState), WebauthnError> {
        let builder = self
            .webauthn
            .new_challenge_register_builder(user.id.as_bytes(), &user.name, &user.display_name)?
            .user_verification_policy(self.policy())
            .credential_algorithms(ALGORITHMS.to_vec());
        let (challenge, state) = self.webauthn.generate_challenge_register(builder)?;
        let options = CreationOptions {
            challenge: base64url(&challenge.public_key.challenge),
            rp: RelyingPartyEntity { name: self.name.clone(), id: self.id.clone() },
            user,
            pub_key_cred_params: key_parameters(),
            timeout: timeout(),
            attestation: "none",
            exclude_credentials: existing.iter().map(Into::into).collect(),
            authenticator_selection: AuthenticatorSelection {
                authenticator_attachment: attachment,
                resident_key: "preferred",
                require_resident_key: false,
                user_verification: self.policy_text(),
            },
            extensions: CreationExtensions { cred_props: true },
            hints: Vec::new(),
        };
        Ok((options, state))
    }

    /// Checks what needs no challenge, and drops the attestation statement.
    pub(crate) fn precheck_registration(
        &self,
        response: &mut RegisterPublicKeyCredential,
    ) -> Result<Precheck, Refusal> {
        check_form(&response.type_, &response.id, &response.raw_id)?;
        let client_data = &response.response.client_data_json;
        client_data::check(client_data, CeremonyType::Create, &self.origins)?;
        let attested =
            attestation::read(&response.response.attestation_object).ok_or(Refusal::Attestation)?;
        response.response.attestation_object = attested.object;
        Ok(Precheck { aaguid: attested.aaguid, public_key: attested.public_key })
    }

    /// Completes a registration.
    pub(crate) fn finish_registration(
        &self,
        response: &RegisterPublicKeyCredential,
        precheck: Precheck,
        state: &RegistrationState,
    ) -> Result<Registered, Refusal> {
        let credential = self.webauthn.register_credential(response, state, None)?;
        let credential_id = CredentialId::new(&credential.cred_id)?;
        if credential.cred_id != response.raw_id {
            return Err(Refusal::Form);
        }
        Ok(Registered {
            credential_id,
            public_key: precheck.public_key,
            counter: credential.counter,
            device_type: device_type(credential.backup_eligible),
            backed_up: credential.backup_state,
            transports: transports(response.response.transports.as_deref()),
            aaguid: aaguid_text(precheck.aaguid),
        })
    }

    /// Begins a sign-in.
    pub(crate) fn start_sign_in(
        &self,
        allowed: &[Passkey],
    ) -> Result<(RequestOptions, AuthenticationState), WebauthnError> {
        let builder =
            self.webauthn.new_challenge_authenticate_builder(Vec::new(), Some(self.policy()))?;
        let (challenge, state) = self.webauthn.generate_challenge_authenticate(builder)?;
        let options = RequestOptions {
            rp_id: self.id.clone(),
            challenge: base64url(&challenge.public_key.challenge),
            timeout: timeout(),
            user_verification: self.policy_text(),
            allow_credentials: allowed.iter().map(Into::into).collect(),
        };
        Ok((options, state))
    }

    /// Checks what needs no challenge.
    pub(crate) fn precheck_sign_in(
        &self,
        response: &PublicKeyCredential,
    ) -> Result<CredentialId, Refusal> {
        check_form(&response.type_, &response.id, &response.raw_id)?;
        let client_data = &response.response.client_data_json;
        client_data::check(client_data, CeremonyType::Get, &self.origins)?;
        if !attestation::is_plausible_assertion(&response.response.authenticator_data) {
            return Err(Refusal::AuthenticatorData);
        }
        Ok(CredentialId::new(&response.raw_id)?)
    }

    /// Completes a sign-in with that passkey.
    pub(crate) fn finish_sign_in(
        &self,
        response: &PublicKeyCredential,
        state: &AuthenticationState,
        passkey: &Passkey,
    ) -> Result<Asserted, Refusal> {
        let credential = stored_credential(passkey)?;
        let result = self.webauthn.authenticate_single_credential(response, state, &credential)?;
        Ok(Asserted {
            counter: result.counter(),
            backed_up: result.backup_state(),
            user_verified: result.user_verified(),
        })
    }

    fn policy(&self) -> UserVerificationPolicy {
        match self.user_verification {
            UserVerification::Required => UserVerificationPolicy::Required,
            UserVerification::Preferred => UserVerificationPolicy::Preferred,
        }
    }

    fn policy_text(&self) -> &'static str {
        match self.user_verification {
            UserVerification::Required => "required",
            UserVerification::Preferred => "preferred",
        }
    }
}

/// What was read before the challenge was used up.
#[derive(Debug)]
pub(crate) struct Precheck {
    aaguid: [u8; 16],
    public_key: PublicKey,
}

/// The library looks at neither; `id` is `rawId` in base64url.
fn check_form(kind: &str, id: &str, raw_id: &[u8]) -> Result<(), Refusal> {
    if kind != PUBLIC_KEY || id != base64url(raw_id) {
        return Err(Refusal::Form);
    }
    Ok(())
}

/// A passkey as the library wants it.
fn stored_credential(passkey: &Passkey) -> Result<Credential, Refusal> {
    let key = serde_cbor_2::from_slice(passkey.public_key.as_bytes());
    let key: serde_cbor_2::Value = key.map_err(|_| Refusal::StoredKey)?;
    Ok(Credential {
        cred_id: passkey.credential_id.to_bytes(),
        cred: COSEKey::try_from(&key)?,
        counter: passkey.counter,
        transports: None,
        user_verified: false,
        backup_eligible: passkey.device_type == DeviceType::MultiDevice,
        backup_state: passkey.backed_up,
        // What this sign-in asks for decides, not what the registration asked for: the option may
        // have been changed since, in either direction.
        registration_policy: UserVerificationPolicy::Discouraged_DO_NOT_USE,
        extensions: RegisteredExtensions::none(),
        attestation: ParsedAttestation::default(),
        attestation_format: AttestationFormat::None,
    })
}

fn device_type(backup_eligible: bool) -> DeviceType {
    if backup_eligible { DeviceType::MultiDevice } else { DeviceType::SingleDevice }
}

/// The known ones, each once: the text is the client's.
fn transports(given: Option<&[AuthenticatorTransport]>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for transport in given.unwrap_or_default() {
        let known =
            !matches!(transport, AuthenticatorTransport::Unknown | AuthenticatorTransport::Test);
        let name = transport.as_ref();
        if known && !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn key_parameters() -> Vec<KeyParameters> {
    let parameters = ALGORITHMS.into_iter();
    parameters.map(|algorithm| KeyParameters { kind: PUBLIC_KEY, alg: algorithm as i64 }).collect()
}

fn timeout() -> u32 {
    u32::try_from(TIMEOUT.as_millis()).unwrap_or(u32::MAX)
}
