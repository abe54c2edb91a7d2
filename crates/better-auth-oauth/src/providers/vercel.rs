use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Vercel.
///
/// Vouches for the address by `email_verified`. Without a scope in the request all those of the
/// app's settings are asked for.
pub fn vercel() -> Provider {
    Provider::oauth2("vercel", "Vercel")
        .authorization("https://vercel.com/oauth/authorize")
        .token("https://api.vercel.com/login/oauth/token")
        .issuer("https://vercel.com")
        .public_clients()
        .profile_from(ProfileRequest::get("https://api.vercel.com/login/oauth/userinfo"))
        .profile(ProfileMap::openid())
}
