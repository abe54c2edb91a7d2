//! Asking somebody to prove an address.

use crate::auth::Auth;
use crate::consequences::Consequences;
use crate::error::ApiError;
use crate::plugin::AddressProof;

impl Auth {
    /// Tells every plugin that somebody is to prove an address. The one that sends such mails adds
    /// a link to the consequences of what is under way.
    ///
    /// # Errors
    /// When a plugin fails.
    pub async fn prove_address(
        &self,
        proof: &AddressProof<'_>,
        consequences: &mut Consequences,
    ) -> Result<(), ApiError> {
        for hooks in self.hooks() {
            hooks.prove_address(self, proof, consequences).await?;
        }
        Ok(())
    }
}
