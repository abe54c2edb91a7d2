use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Figma.
///
/// Vouches for no address.
pub fn figma() -> Provider {
    Provider::oauth2("figma", "Figma")
        .authorization("https://www.figma.com/oauth")
        .token("https://api.figma.com/v1/oauth/token")
        .scopes(["current_user:read"])
        .basic_authentication()
        .profile_from(ProfileRequest::get("https://api.figma.com/v1/me"))
        .profile(ProfileMap::id("/id").name("/handle").email("/email").image("/img_url"))
}
