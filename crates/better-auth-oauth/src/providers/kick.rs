use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Kick.
///
/// Vouches for no address.
pub fn kick() -> Provider {
    Provider::oauth2("kick", "Kick")
        .authorization("https://id.kick.com/oauth/authorize")
        .token("https://id.kick.com/oauth/token")
        .scopes(["user:read"])
        .profile_from(ProfileRequest::get("https://api.kick.com/public/v1/users"))
        .profile(
            ProfileMap::id("/data/0/user_id")
                .name("/data/0/name")
                .email("/data/0/email")
                .image("/data/0/profile_picture"),
        )
}
