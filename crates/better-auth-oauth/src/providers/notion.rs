use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Notion.
///
/// Vouches for no address. The profile is that of the user who installed the integration.
pub fn notion() -> Provider {
    Provider::oauth2("notion", "Notion")
        .authorization("https://api.notion.com/v1/oauth/authorize")
        .token("https://api.notion.com/v1/oauth/token")
        .parameter("owner", "user")
        .basic_authentication()
        .profile_from(
            ProfileRequest::get("https://api.notion.com/v1/users/me")
                .header("notion-version", "2022-06-28"),
        )
        .profile(
            ProfileMap::id("/bot/owner/user/id")
                .name("/bot/owner/user/name")
                .email("/bot/owner/user/person/email")
                .image("/bot/owner/user/avatar_url"),
        )
}
