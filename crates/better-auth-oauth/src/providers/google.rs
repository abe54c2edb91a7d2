use crate::provider::{IdTokenRules, ProfileMap, Provider, Variable, Verified};

/// Google, by OpenID Connect.
///
/// Vouches for the address by `email_verified`. Google hosts Gmail and Workspace addresses itself;
/// another address was confirmed when the Google account was made, and may since have got another
/// owner.
///
/// `hd` lets in the accounts of one Workspace domain only (`*`: of any), by the claim, not just by
/// the request. A refresh token comes with `access_type=offline`.
pub fn google() -> Provider {
    Provider::oauth2("google", "Google")
        .authorization("https://accounts.google.com/o/oauth2/v2/auth")
        .token("https://oauth2.googleapis.com/token")
        .jwks("https://www.googleapis.com/oauth2/v3/certs")
        .issuer("https://accounts.google.com")
        .variable(
            Variable::text("hd").meaning("the only Workspace domain, or `*` for any").optional(),
        )
        .variable(
            Variable::choice("access_type", [("offline", "offline"), ("online", "online")])
                .meaning("`offline` for a refresh token")
                .optional(),
        )
        .scopes(["openid", "email", "profile"])
        .parameter("include_granted_scopes", "true")
        .parameter("hd", "{hd}")
        .parameter("access_type", "{access_type}")
        .id_token(
            IdTokenRules::issued_by("https://accounts.google.com")
                .or_issued_by("accounts.google.com")
                .sign_in(),
        )
        .profile(
            ProfileMap::id("/sub")
                .only_for_variable("/hd", "hd")
                .name("/name")
                .email("/email")
                .verified(Verified::flag("/email_verified"))
                .image("/picture"),
        )
}
