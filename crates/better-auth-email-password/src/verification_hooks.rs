use std::time::Duration;

use async_trait::async_trait;
use better_auth_core::layer::rate_limit::RateLimit;
use better_auth_core::plugin::{AddressProof, Hooks, ProofOccasion};
use better_auth_core::{ApiError, Auth, Consequences};

use crate::options::EmailVerificationOptions;
use crate::verification::may_send;

/// A right password of somebody who is not verified sends a link so often; the last one still
/// works.
const AT_SIGN_IN: RateLimit = RateLimit::new(1, Duration::from_secs(600));

/// Mails links to those who are to prove their address.
#[derive(Debug)]
pub(crate) struct EmailVerificationHooks {
    options: EmailVerificationOptions,
}

impl EmailVerificationHooks {
    pub(crate) fn new(options: EmailVerificationOptions) -> Self {
        Self { options }
    }

    async fn sends(&self, auth: &Auth, proof: &AddressProof<'_>) -> bool {
        let address = &proof.user.email;
        match proof.occasion {
            // An address has one account, so this is one mail.
            ProofOccasion::SignUp => true,
            ProofOccasion::SignUpWithSession => self.options.send_on_sign_up,
            ProofOccasion::SignUpWithTakenAddress => true,
            ProofOccasion::RefusedSignIn => {
                self.options.send_on_sign_in
                    && auth.may_mail("verify-email-at-sign-in", address, AT_SIGN_IN).await
                    && may_send(auth, address).await
            }
        }
    }
}

#[async_trait]
impl Hooks for EmailVerificationHooks {
    async fn prove_address(
        &self,
        auth: &Auth,
        proof: &AddressProof<'_>,
        consequences: &mut Consequences,
    ) -> Result<(), ApiError> {
        if !self.sends(auth, proof).await {
            return Ok(());
        }
        let link = self.options.link(proof.callback);
        if proof.occasion == ProofOccasion::SignUpWithTakenAddress {
            let (owner, limit) = (&proof.user.email, auth.settings().rate_limit.mail);
            let tell = auth.may_mail("sign-up-with-existing-address", owner, limit).await;
            return auth.mail_existing_owner(consequences, owner, tell, link);
        }
        auth.mail_verification(consequences, proof.user, link)
    }
}
