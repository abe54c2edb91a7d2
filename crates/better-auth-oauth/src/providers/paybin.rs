use crate::provider::{Provider, Variable};

/// Paybin, by OpenID Connect.
///
/// Vouches for the address by `email_verified`. The keys of its id tokens are found by discovery.
pub fn paybin() -> Provider {
    Provider::oidc("paybin", "{issuer}")
        .named("Paybin")
        .variable(Variable::url("issuer").meaning("the issuer").default("https://idp.paybin.io"))
        .authorization("{issuer}/oauth2/authorize")
        .token("{issuer}/oauth2/token")
        .scopes(["openid", "email", "profile"])
}
