use crate::provider::{IdTokenRules, ProfileMap, Provider, Template, Verified};

const CLAIMS: &str =
    r#"{"id_token":{"email":null,"email_verified":null,"picture":null,"preferred_username":null}}"#;

/// Twitch, by OpenID Connect.
///
/// Vouches for the address by `email_verified`.
pub fn twitch() -> Provider {
    Provider::oauth2("twitch", "Twitch")
        .authorization("https://id.twitch.tv/oauth2/authorize")
        .token("https://id.twitch.tv/oauth2/token")
        .jwks("https://id.twitch.tv/oauth2/keys")
        .issuer("https://id.twitch.tv/oauth2")
        .scopes(["user:read:email", "openid"])
        .parameter("claims", Template::verbatim(CLAIMS))
        .id_token(IdTokenRules::issued_by("https://id.twitch.tv/oauth2"))
        .profile(
            ProfileMap::id("/sub")
                .name("/preferred_username")
                .email("/email")
                .verified(Verified::flag("/email_verified"))
                .image("/picture"),
        )
}
