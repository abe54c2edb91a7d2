//! A passkey in software, with a browser around it that may lie.

mod cbor;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::random::{OsRandom, Random};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::app::ORIGIN;
use crate::browser::Browser;
use crate::response::TestResponse;

/// One passkey (ES256), in an authenticator and a browser that do what they should, or what a
/// test makes them do.
///
/// [`register`](Self::register) and [`sign_in`](Self::sign_in) walk a whole ceremony;
/// [`create`](Self::create) and [`get`](Self::get) are the two calls of `navigator.credentials`,
/// in the JSON forms of WebAuthn Level 3. The methods that begin with `with_` give a passkey that
/// goes wrong in one way; a [`Clone`] is what a thief of the key has.
///
/// ```
/// use better_auth_test::SoftPasskey;
/// let honest = SoftPasskey::new();
/// let phished = honest.clone().with_origin("https://evil.example");
/// let unverified = honest.clone().with_user_verified(false);
/// # let _ = (phished, unverified);
/// ```
#[derive(Debug, Clone)]
pub struct SoftPasskey {
    key: SigningKey,
    credential_id: Vec<u8>,
    user_handle: Option<Vec<u8>>,
    counter: u32,
    counts: bool,
    flags: u8,
    origin: String,
    rp_id: Option<String>,
    kind: Option<String>,
    challenge: Option<String>,
    client_data: Map<String, Value>,
    sent_user_handle: Option<Option<Vec<u8>>>,
    spoils_signature: bool,
}

/// The flags of authenticator data (WebAuthn Level 3, section 6.1).
impl SoftPasskey {
    /// The user is present.
    pub const UP: u8 = 0x01;
    /// The user is verified.
    pub const UV: u8 = 0x04;
    /// The passkey may be copied.
    pub const BE: u8 = 0x08;
    /// The passkey is copied.
    pub const BS: u8 = 0x10;
    /// A credential follows.
    pub const AT: u8 = 0x40;
    /// Extensions follow.
    pub const ED: u8 = 0x80;
}

impl Default for SoftPasskey {
    fn default() -> Self {
        Self::new()
    }
}

impl SoftPasskey {
    /// A new passkey, bound to its device, that verifies its user and counts its signatures, on
    /// a page of [`ORIGIN`].
    ///
    /// # Panics
    /// When the system has no randomness.
    pub fn new() -> Self {
        Self {
            key: new_key(),
            credential_id: random_bytes().to_vec(),
            user_handle: None,
            counter: 0,
            counts: true,
            flags: Self::UP | Self::UV,
            origin: ORIGIN.to_owned(),
            rp_id: None,
            kind: None,
            challenge: None,
            client_data: Map::new(),
            sent_user_handle: None,
            spoils_signature: false,
        }
    }

    /// A passkey of a password manager: copied to other devices, and without a counter.
    pub fn synced() -> Self {
        let flags = Self::UP | Self::UV | Self::BE | Self::BS;
        Self { counts: false, flags, ..Self::new() }
    }

    /// Registers the passkey for whoever is signed in in that browser, and hands out the answer
    /// of `/passkey/verify-registration`.
    ///
    /// # Panics
    /// When the site gives no options.
    pub async fn register(&mut self, browser: &Browser) -> TestResponse {
        let options = browser.get("/passkey/generate-register-options").await.expect(200).json();
        let response = self.create(&options);
        browser.post("/passkey/verify-registration", json!({ "response": response })).await
    }

    /// Signs in with the passkey in that browser, and hands out the answer of
    /// `/passkey/verify-authentication`.
    ///
    /// # Panics
    /// When the site gives no options.
    pub async fn sign_in(&mut self, browser: &Browser) -> TestResponse {
        let options =
            browser.get("/passkey/generate-authenticate-options").await.expect(200).json();
        let response = self.get(&options);
        browser.post("/passkey/verify-authentication", json!({ "response": response })).await
    }

    /// `navigator.credentials.create()`: the options of a registration in, a
    /// `RegistrationResponseJSON` out, with the attestation `none`.
    ///
    /// # Panics
    /// When the options are none.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user_handle = Some(decode(&options["user"]["id"]));
        let client_data = self.client_data("webauthn.create", options);
        let object = self.attestation_object(options);
        json!({
            "id": encode(&self.credential_id),
            "rawId": encode(&self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": encode(&client_data),
                "attestationObject": encode(&object),
                "transports": ["internal"],
            },
        })
    }

    /// The attestation object of a registration, in CBOR.
    ///
    /// # Panics
    /// When the options are none.
    pub fn attestation_object(&self, options: &Value) -> Vec<u8> {
        let mut data = self.authenticator_data(&options["rp"]["id"], self.flags | Self::AT);
        data.extend([0; 16]);
        let length = u16::try_from(self.credential_id.len()).expect("a credential id of that size");
        data.extend(length.to_be_bytes());
        data.extend(&self.credential_id);
        data.extend(self.cose_key());
        cbor::attestation_object(&data)
    }

    /// `navigator.credentials.get()`: the options of a sign-in in, an
    /// `AuthenticationResponseJSON` out.
    ///
    /// # Panics
    /// When the options are none.
    pub fn get(&mut self, options: &Value) -> Value {
        if self.counts {
            self.counter += 1;
        }
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(&options["rpId"], self.flags);
        let signature = self.sign(&data, &client_data);
        let user_handle = self.sent_user_handle.clone().unwrap_or_else(|| self.user_handle.clone());
        let mut response = json!({
            "clientDataJSON": encode(&client_data),
            "authenticatorData": encode(&data),
            "signature": encode(&signature),
        });
        if let Some(user_handle) = user_handle {
            response["userHandle"] = encode(&user_handle).into();
        }
        json!({
            "id": encode(&self.credential_id),
            "rawId": encode(&self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": response,
        })
    }

    /// What the authenticator calls the passkey, in base64url.
    pub fn credential_id(&self) -> String {
        encode(&self.credential_id)
    }

    /// On a page of another origin.
    #[must_use]
    pub fn with_origin(mut self, origin: &str) -> Self {
        origin.clone_into(&mut self.origin);
        self
    }

    /// Bound to another domain than the options say.
    #[must_use]
    pub fn with_rp_id(mut self, domain: &str) -> Self {
        self.rp_id = Some(domain.to_owned());
        self
    }

    /// With another `type` in the client data.
    #[must_use]
    pub fn with_type(mut self, kind: &str) -> Self {
        self.kind = Some(kind.to_owned());
        self
    }

    /// With another challenge than the options say, in base64url.
    #[must_use]
    pub fn with_challenge(mut self, challenge: &str) -> Self {
        self.challenge = Some(challenge.to_owned());
        self
    }

    /// With one more field in the client data, as `crossOrigin` or `topOrigin`.
    #[must_use]
    pub fn with_client_data(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.client_data.insert(field.to_owned(), value.into());
        self
    }

    /// With these flags and no others; see [`SoftPasskey::UP`] and its neighbours.
    #[must_use]
    pub fn with_flags(mut self, flags: u8) -> Self {
        self.flags = flags;
        self
    }

    /// With the user verified or not.
    #[must_use]
    pub fn with_user_verified(mut self, verified: bool) -> Self {
        self.flags = if verified { self.flags | Self::UV } else { self.flags & !Self::UV };
        self
    }

    /// With a counter that stands here. The next signature counts one more.
    #[must_use]
    pub fn with_counter(mut self, counter: u32) -> Self {
        (self.counter, self.counts) = (counter, true);
        self
    }

    /// That names another user, or none, when it signs in.
    #[must_use]
    pub fn with_user_handle(mut self, handle: Option<&[u8]>) -> Self {
        self.sent_user_handle = Some(handle.map(<[u8]>::to_vec));
        self
    }

    /// That goes by another name.
    #[must_use]
    pub fn with_credential_id(mut self, id: &[u8]) -> Self {
        id.clone_into(&mut self.credential_id);
        self
    }

    /// With another key behind the same name.
    #[must_use]
    pub fn with_another_key(mut self) -> Self {
        self.key = new_key();
        self
    }

    /// Whose signatures have one bit flipped.
    #[must_use]
    pub fn with_spoiled_signature(mut self) -> Self {
        self.spoils_signature = true;
        self
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = options["challenge"].as_str().expect("options have a challenge");
        let mut data = json!({
            "type": self.kind.as_deref().unwrap_or(kind),
            "challenge": self.challenge.as_deref().unwrap_or(challenge),
            "origin": self.origin,
            "crossOrigin": false,
        });
        for (field, value) in &self.client_data {
            data[field] = value.clone();
        }
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, rp_id: &Value, flags: u8) -> Vec<u8> {
        let rp_id = rp_id.as_str().expect("options have an rp id");
        let mut data = Sha256::digest(self.rp_id.as_deref().unwrap_or(rp_id)).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        cbor::cose_key(point.x().expect("a point has an x"), point.y().expect("a point has a y"))
    }

    fn sign(&self, data: &[u8], client_data: &[u8]) -> Vec<u8> {
        let message = [data, Sha256::digest(client_data).as_slice()].concat();
        let signature: Signature = self.key.sign(&message);
        let mut der = signature.to_der().as_bytes().to_vec();
        if let Some(last) = der.last_mut().filter(|_| self.spoils_signature) {
            *last ^= 1;
        }
        der
    }
}

fn new_key() -> SigningKey {
    // One number in 2^32 is no key.
    SigningKey::from_slice(&random_bytes()).unwrap_or_else(|_| new_key())
}

fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    OsRandom.fill(&mut bytes).expect("the system has randomness");
    bytes
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &Value) -> Vec<u8> {
    let text = text.as_str().expect("options have a user");
    URL_SAFE_NO_PAD.decode(text).expect("the id of the user is base64url")
}
