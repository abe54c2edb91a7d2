use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Hugging Face.
///
/// Vouches for the address by `email_verified`.
pub fn huggingface() -> Provider {
    Provider::oauth2("huggingface", "Hugging Face")
        .authorization("https://huggingface.co/oauth/authorize")
        .token("https://huggingface.co/oauth/token")
        .issuer("https://huggingface.co")
        .scopes(["openid", "profile", "email"])
        .profile_from(ProfileRequest::get("https://huggingface.co/oauth/userinfo"))
        .profile(ProfileMap::openid())
}
