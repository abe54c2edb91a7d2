use crate::provider::{IdTokenRules, ProfileMap, Provider, Variable, Verified};

/// Amazon Cognito: one user pool, by OpenID Connect.
///
/// The pool vouches for the address by `email_verified`, as `true` or `"true"`. It is as good as
/// the pool: whoever runs it can set the attribute, and an app client that may write it lets users
/// do so.
pub fn cognito() -> Provider {
    Provider::oauth2("cognito", "Amazon Cognito")
        .variable(Variable::host("domain").meaning("the domain of the pool's sign-in pages"))
        .variable(Variable::segment("region").meaning("the region, as `eu-central-1`"))
        .variable(Variable::segment("user_pool_id").meaning("the id of the pool"))
        .variable(
            Variable::text("identity_provider")
                .meaning("the provider behind the pool to go to at once")
                .optional(),
        )
        .authorization("https://{domain}/oauth2/authorize")
        .token("https://{domain}/oauth2/token")
        .jwks("https://cognito-idp.{region}.amazonaws.com/{user_pool_id}/.well-known/jwks.json")
        .issuer("https://cognito-idp.{region}.amazonaws.com/{user_pool_id}")
        .scopes(["openid", "profile", "email"])
        .parameter("identity_provider", "{identity_provider}")
        .public_clients()
        .id_token(
            IdTokenRules::issued_by("https://cognito-idp.{region}.amazonaws.com/{user_pool_id}")
                .sign_in(),
        )
        .profile(
            ProfileMap::id("/sub")
                .name("/name")
                .name("/given_name")
                .name("/cognito:username")
                .email("/email")
                .verified(Verified::FlagOrText("/email_verified".into()))
                .image("/picture"),
        )
}
