//! Whether the secret of the source is the right one, before anything is written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use better_auth_core::Auth;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::ImportError;
use crate::report::Note;
use crate::secrets::looks_sealed;
use crate::source::Source;

/// The name of the setting in errors.
const SETTING: &str = "source_secret";

const PAGE: usize = 500;

/// Opens what the source has encrypted until something opens. A single row that does not is
/// reported later; if none does, the secret is wrong.
pub(crate) async fn secret(source: &Source) -> Result<Option<Note>, ImportError> {
    let Some(table) = source.catalog.table("twoFactor").filter(|it| it.has("secret")) else {
        return Ok(Some(Note::SecretNotChecked));
    };
    let (mut after, mut sealed) = (None, false);
    loop {
        let rows = source.page(table, after.as_deref(), None, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id());
        let secrets = rows.iter().filter_map(|row| row.text("secret"));
        for secret in secrets.filter(|secret| looks_sealed(secret)) {
            sealed = true;
            if source.secrets.open(&secret).is_some() {
                return Ok(None);
            }
            if source.secrets.is_empty() {
                let problem =
                    "the source has second factors that are encrypted, and no secret was given";
                return Err(wrong(problem));
            }
        }
    }
    if sealed {
        return Err(wrong("it opens nothing of what the source has encrypted"));
    }
    Ok(Some(Note::SecretNotChecked))
}

fn wrong(problem: &str) -> ImportError {
    let remedy =
        "give the BETTER_AUTH_SECRET of the npm server, or each of its BETTER_AUTH_SECRETS";
    ImportError::config(SETTING, problem, remedy)
}

/// Whether cookies that the original has signed are accepted here.
pub(crate) fn cookies(auth: &Auth, source: &Source) -> Option<Note> {
    const VALUE: &str = "a value to be signed";
    let accepted = |secret: &better_auth_core::SecretString| {
        let mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).ok()?;
        let signature = STANDARD.encode(mac.chain_update(VALUE).finalize().into_bytes());
        auth.keyring().verify_legacy_signature(VALUE, &signature).then_some(())
    };
    let none = !source.secrets.is_empty() && source.secrets.iter().find_map(accepted).is_none();
    none.then_some(Note::CookiesNotAccepted)
}
