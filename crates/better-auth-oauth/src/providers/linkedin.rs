use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// LinkedIn.
///
/// Vouches for the address by `email_verified`.
///
/// A request for tokens with a code verifier fails with `invalid_client`, so there is no PKCE.
pub fn linkedin() -> Provider {
    Provider::oauth2("linkedin", "LinkedIn")
        .authorization("https://www.linkedin.com/oauth/v2/authorization")
        .token("https://www.linkedin.com/oauth/v2/accessToken")
        .scopes(["openid", "profile", "email"])
        .refuses_pkce()
        .profile_from(ProfileRequest::get("https://api.linkedin.com/v2/userinfo"))
        .profile(ProfileMap::openid())
}
