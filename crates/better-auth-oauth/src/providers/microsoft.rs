use serde_json::Value;

use crate::provider::{IdTokenRules, ProfileMap, Provider, Refresh, Settings, Variable, Verified};

/// The tenant of personal accounts.
const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Microsoft Entra ID and personal Microsoft accounts, by OpenID Connect.
///
/// The claim `email` is what a tenant's administrator typed, and counts for nothing. Microsoft
/// vouches for an address in `verified_primary_email` and `verified_secondary_email`, and for the
/// owner of its domain by `xms_edov`: optional claims that the application's registration has to
/// ask for.
///
/// `tenant` is who may sign in: `common` (default) for everybody, `organizations`, `consumers`, or
/// the id of one tenant. The id token must come from that tenant, not just the request.
pub fn microsoft() -> Provider {
    Provider::oauth2("microsoft", "Microsoft")
        .variable(
            Variable::segment("tenant")
                .meaning("`common`, `organizations`, `consumers` or the id of a tenant")
                .default("common"),
        )
        .variable(
            Variable::url("authority")
                .meaning("the sign-in service, where it is that of a national cloud")
                .default("https://login.microsoftonline.com"),
        )
        .authorization("{authority}/{tenant}/oauth2/v2.0/authorize")
        .token("{authority}/{tenant}/oauth2/v2.0/token")
        .jwks("{authority}/{tenant}/discovery/v2.0/keys")
        .scopes(["openid", "profile", "email", "User.Read", "offline_access"])
        .public_clients()
        .refresh(Refresh::WithScopes)
        .id_token(
            IdTokenRules::issued_by_tenant("{authority}/{tid}/v2.0", "tid")
                .check(of_tenant)
                .sign_in(),
        )
        .profile(
            ProfileMap::id("/oid")
                .name("/name")
                .email("/email")
                .verified(Verified::AnyOf(vec![
                    Verified::MemberOf(vec![
                        "/verified_primary_email".into(),
                        "/verified_secondary_email".into(),
                    ]),
                    Verified::flag("/xms_edov"),
                ]))
                .image("/picture"),
        )
}

/// Whether the token is of the tenant that the application asks for. The keys of the tenants are
/// the same, so the signature does not tell.
fn of_tenant(claims: &Value, settings: &Settings<'_>) -> bool {
    let Some(token) = claims.get("tid").and_then(Value::as_str) else { return false };
    match settings.get("tenant") {
        None => false,
        Some("common") => true,
        Some("organizations") => token != CONSUMERS,
        Some("consumers") => token == CONSUMERS,
        Some(tenant) => token.eq_ignore_ascii_case(tenant),
    }
}
