use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Roblox.
///
/// Names no address.
pub fn roblox() -> Provider {
    Provider::oauth2("roblox", "Roblox")
        .authorization("https://apis.roblox.com/oauth/v1/authorize")
        .token("https://apis.roblox.com/oauth/v1/token")
        .scopes(["openid", "profile"])
        .prompt("select_account consent")
        .profile_from(ProfileRequest::get("https://apis.roblox.com/oauth/v1/userinfo"))
        .profile(
            ProfileMap::id("/sub").name("/nickname").name("/preferred_username").image("/picture"),
        )
        .without_email()
}
