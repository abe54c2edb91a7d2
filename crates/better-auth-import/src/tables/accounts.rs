use better_auth_core::entity::CREDENTIAL_PROVIDER;
use better_auth_core::{AccountId, SecretString};
use better_auth_oauth::Tokens;

use super::{Context, Plan, checked_id, created, no_fields, required};
use crate::report::{Reason, Remark};
use crate::secrets::{is_envelope, looks_sealed};
use crate::source::SourceRow;
use crate::target::{OF_USER, Row, Stop, Target, Unique};

pub(crate) const PLAN: Plan = Plan {
    source: "account",
    needs: &["id", "userId", "providerId", "accountId"],
    takes: &[
        "accessToken",
        "refreshToken",
        "idToken",
        "accessTokenExpiresAt",
        "refreshTokenExpiresAt",
        "scope",
        "password",
        "createdAt",
        "updatedAt",
    ],
    target: Target {
        table: "accounts",
        key: "id",
        uniques: &[Unique::new(&["provider_id", "account_id"], Reason::Duplicate)],
        parents: &[OF_USER],
    },
    convert,
    extra: None,
    fields: no_fields,
};

fn convert(context: &Context<'_>, row: &SourceRow) -> Result<Row, Stop> {
    let id = checked_id(row)?;
    let (user, provider) = (required(row, "userId")?, required(row, "providerId")?);
    let is_password = provider == CREDENTIAL_PROVIDER;
    // Of a password it is the user; early versions of the original had the address there.
    let account = if is_password { user.clone() } else { required(row, "accountId")? };
    let password = row.filled("password").filter(|_| is_password);
    let unknown = password.as_deref().is_some_and(|hash| !is_known(hash));
    let (tokens, unreadable) = tokens(context, &AccountId::from_store(id.clone()), row)?;
    let created = created(row)?;
    Ok(Row::new(id.as_str())
        .remark(unknown.then_some(Remark::UnknownHash))
        .remark(unreadable)
        .text("id", id)
        .text("user_id", user)
        .text("provider_id", provider)
        .text("account_id", account)
        .maybe("password", password)
        .maybe("scopes", row.filled("scope").map(|scope| scopes(&scope)))
        .maybe("tokens", tokens)
        .uncompared()
        .time("created_at", Some(created))
        .time("updated_at", Some(row.time("updatedAt")?.unwrap_or(created))))
}

/// Whether the hash has the form of the original's, or of Argon2.
fn is_known(hash: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let scrypt = hash.split_once(':').is_some_and(|(salt, key)| {
        (16..=128).contains(&salt.len()) && key.len() == 128 && hex(salt) && hex(key)
    });
    scrypt || hash.starts_with("$argon2id$")
}

/// The original has commas between them.
fn scopes(scope: &str) -> String {
    let names = scope.split([',', ' ']).filter(|name| !name.is_empty());
    names.collect::<Vec<_>>().join(" ")
}

/// The tokens of the provider, sealed for the row.
fn tokens(
    context: &Context<'_>,
    id: &AccountId,
    row: &SourceRow,
) -> Result<(Option<String>, Option<Remark>), Stop> {
    let mut tokens = Tokens::default();
    let mut unreadable = None;
    let mut read = |column: &str| {
        let token = plaintext(context, row.filled(column)?);
        if token.is_none() {
            unreadable = Some(Remark::TokensDoNotOpen);
        }
        token
    };
    tokens.access_token = read("accessToken");
    tokens.refresh_token = read("refreshToken");
    tokens.id_token = read("idToken");
    tokens.access_token_expires_at = row.time("accessTokenExpiresAt")?;
    tokens.refresh_token_expires_at = row.time("refreshTokenExpiresAt")?;
    let some = [&tokens.access_token, &tokens.refresh_token, &tokens.id_token];
    if some.iter().all(|token| token.is_none()) {
        return Ok((None, unreadable));
    }
    let sealed = tokens.seal(context.auth, id)?;
    Ok((Some(sealed.as_str().to_owned()), unreadable))
}

/// Tokens are encrypted only where the application asked for it; a token that merely looks like hex
/// is taken as it is.
fn plaintext(context: &Context<'_>, token: String) -> Option<SecretString> {
    if let Some(opened) = looks_sealed(&token).then(|| context.secrets.open(&token)).flatten() {
        return Some(SecretString::new(opened.as_str()));
    }
    (!is_envelope(&token)).then(|| SecretString::new(token))
}
