use better_auth_core::entity::NewUser;
use better_auth_core::event::kinds;
use better_auth_core::mail::Message;
use better_auth_core::plugin::{AddressProof, ProofOccasion};
use better_auth_core::sign_in::SignInMethod;
use better_auth_core::store::StoreError;
use better_auth_core::{ApiError, Consequences, Email, RequestFacts, User, UserId, VerifiedUser};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use webauthn_rs_core::proto::{RegisterPublicKeyCredential, RegistrationState};

use super::Passkeys;
use super::sign_in::refused;
use crate::api::{Attachment, CreationOptions, UserEntity, base64url};
use crate::challenge::{self, Ceremony};
use crate::error::{
    FAILED_TO_VERIFY_REGISTRATION, PREVIOUSLY_REGISTERED, TOO_MANY_PASSKEYS,
    USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL, YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY,
};
use crate::kinds::PASSKEY_ADDED;
use crate::relying_party::Registered;
use crate::store::{Passkey, PasskeyId};

/// Who asks for a passkey.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// Somebody who is signed in.
    Member(Box<User>),
    /// Somebody who wants an account.
    Stranger {
        /// What they are called.
        name: String,
        /// Their address, which nobody has proven.
        email: Email,
    },
}

/// What a registration is asked for with.
#[derive(Debug)]
pub(crate) struct StartRegistration {
    pub(crate) caller: Caller,
    /// What the authenticator is to list the account as.
    pub(crate) label: Option<String>,
    pub(crate) attachment: Option<Attachment>,
}

/// A registration under way.
#[derive(Debug, Serialize, Deserialize)]
struct Pending {
    user: UserId,
    /// For somebody who wants an account.
    sign_up: Option<PendingSignUp>,
    state: RegistrationState,
}

#[derive(Debug, Serialize, Deserialize)]
struct PendingSignUp {
    name: String,
    email: String,
}

impl Passkeys {
    /// Begins a registration. The cookie binds it to the browser.
    pub(crate) async fn start_registration(
        &self,
        start: StartRegistration,
    ) -> Result<(CreationOptions, HeaderValue), ApiError> {
        let (user, email, sign_up) = match start.caller {
            Caller::Member(user) => (user.id, user.email.as_str().to_owned(), None),
            Caller::Stranger { name, email } => {
                let id = UserId::generate(self.auth.random())?;
                let email = email.as_str().to_owned();
                (id, email.clone(), Some(PendingSignUp { name, email }))
            }
        };
        let entity = UserEntity {
            id: base64url(user.as_str().as_bytes()),
            name: start.label.unwrap_or_else(|| email.clone()),
            display_name: email,
        };
        let existing = self.store.list_passkeys(&user).await?;
        let (options, state) = self
            .relying_party
            .start_registration(entity, start.attachment, &existing)
            .map_err(ApiError::internal)?;
        let pending = Pending { user, sign_up, state };
        let cookie = challenge::issue(&self.auth, Ceremony::Registration, &pending).await?;
        Ok((options, cookie))
    }

    /// Completes a registration for whoever began it: `member` is who is signed in now. Says
    /// whose passkey it is.
    pub(crate) async fn finish_registration(
        &self,
        member: Option<User>,
        name: Option<String>,
        response: serde_json::Value,
        headers: &HeaderMap,
        request: &RequestFacts,
    ) -> Result<(Passkey, VerifiedUser), ApiError> {
        let failed = FAILED_TO_VERIFY_REGISTRATION;
        let mut response: RegisterPublicKeyCredential =
            serde_json::from_value(response).map_err(|error| refused(failed, error))?;
        let precheck = self
            .relying_party
            .precheck_registration(&mut response)
            .map_err(|error| refused(failed, error))?;
        let pending: Pending =
            challenge::consume(&self.auth, Ceremony::Registration, headers).await?;
        check_caller(&pending, member.as_ref())?;
        let registered = self
            .relying_party
            .finish_registration(&response, precheck, &pending.state)
            .map_err(|error| refused(failed, error))?;
        let passkey = self.passkey(pending.user, name, registered)?;
        let verified = match (member, pending.sign_up) {
            (Some(user), None) => self.add(user, &passkey, request).await?,
            (_, Some(sign_up)) => self.sign_up(sign_up, &passkey, request).await?,
            (None, None) => return Err(YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY.into()),
        };
        Ok((passkey, verified))
    }

    fn passkey(
        &self,
        user_id: UserId,
        name: Option<String>,
        registered: Registered,
    ) -> Result<Passkey, ApiError> {
        Ok(Passkey {
            id: PasskeyId::generate(self.auth.random())?,
            user_id,
            name,
            credential_id: registered.credential_id,
            public_key: registered.public_key,
            counter: registered.counter,
            device_type: registered.device_type,
            backed_up: registered.backed_up,
            transports: registered.transports,
            aaguid: registered.aaguid,
            imported: false,
            created_at: self.auth.now(),
            last_used_at: None,
        })
    }

    async fn add(
        &self,
        user: User,
        passkey: &Passkey,
        request: &RequestFacts,
    ) -> Result<VerifiedUser, ApiError> {
        let event = self.auth.event(PASSKEY_ADDED, request).actor(&user.id).object(&passkey.id);
        let mut consequences = self.auth.consequences([event]);
        let notice = Message::PasskeysChanged { added: true };
        self.auth.notify(&mut consequences, &user.email, &notice)?;
        let max = self.options.max_per_user;
        match self.store.add_passkey(passkey, max, &consequences).await {
            Ok(true) => self.auth.announce(consequences),
            Ok(false) => return Err(TOO_MANY_PASSKEYS.into()),
            Err(error) => return Err(conflict(error)),
        }
        // Without attestation a registration carries no signature, so its flags prove nothing
        // beyond the session that asked for it.
        Ok(VerifiedUser::vouch(user, SignInMethod::Passkey { user_verified: false }))
    }

    async fn sign_up(
        &self,
        sign_up: PendingSignUp,
        passkey: &Passkey,
        request: &RequestFacts,
    ) -> Result<VerifiedUser, ApiError> {
        let new = NewUser {
            id: passkey.user_id.clone(),
            name: sign_up.name,
            email: sign_up.email.parse().map_err(ApiError::internal)?,
            email_verified: false,
            image: None,
            username: None,
            display_username: None,
            additional: self.auth.settings().user_fields.defaults(),
            created_at: passkey.created_at,
        };
        let consequences = self.sign_up_consequences(&new, request).await?;
        let created = self.store.create_user_with_passkey(new, passkey, &consequences).await;
        let user = created.map_err(conflict)?;
        self.auth.announce(consequences);
        for hooks in self.auth.hooks() {
            hooks.user_created(&self.auth, &user).await?;
        }
        Ok(VerifiedUser::vouch(user, SignInMethod::SignUp))
    }

    async fn sign_up_consequences(
        &self,
        new: &NewUser,
        request: &RequestFacts,
    ) -> Result<Consequences, ApiError> {
        let events =
            [kinds::USER_CREATED, PASSKEY_ADDED].map(|kind| self.auth.event(kind, request));
        let mut consequences = self.auth.consequences(events.map(|event| event.actor(&new.id)));
        let user = User::from(new.clone());
        let occasion = ProofOccasion::SignUpWithSession;
        let proof = AddressProof { user: &user, occasion, callback: None };
        self.auth.prove_address(&proof, &mut consequences).await?;
        Ok(consequences)
    }
}

/// The registration is for whoever is signed in, or for a new account while nobody is.
fn check_caller(pending: &Pending, member: Option<&User>) -> Result<(), ApiError> {
    let right = match (&pending.sign_up, member) {
        (None, Some(user)) => user.id == pending.user,
        (Some(_), None) => true,
        (Some(_), Some(_)) | (None, None) => false,
    };
    if right { Ok(()) } else { Err(YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY.into()) }
}

fn conflict(error: StoreError) -> ApiError {
    if error.is_conflict_on("passkeys_credential_id_key") {
        return PREVIOUSLY_REGISTERED.into();
    }
    if error.is_conflict_on("users_email_key") {
        return USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL.into();
    }
    if matches!(error, StoreError::MissingReference) {
        // The user was deleted since the request was authenticated.
        return better_auth_core::error::codes::UNAUTHORIZED.into();
    }
    error.into()
}
