use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Railway.
///
/// Vouches for no address.
pub fn railway() -> Provider {
    Provider::oauth2("railway", "Railway")
        .authorization("https://backboard.railway.com/oauth/auth")
        .token("https://backboard.railway.com/oauth/token")
        .scopes(["openid", "email", "profile"])
        .basic_authentication()
        .profile_from(ProfileRequest::get("https://backboard.railway.com/oauth/me"))
        .profile(ProfileMap::id("/sub").name("/name").email("/email").image("/picture"))
}
