use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Atlassian.
///
/// Vouches for no address: `/me` does not say whether it was confirmed.
pub fn atlassian() -> Provider {
    Provider::oauth2("atlassian", "Atlassian")
        .authorization("https://auth.atlassian.com/authorize")
        .token("https://auth.atlassian.com/oauth/token")
        .scopes(["read:jira-user", "offline_access"])
        .parameter("audience", "api.atlassian.com")
        .profile_from(ProfileRequest::get("https://api.atlassian.com/me"))
        .profile(ProfileMap::id("/account_id").name("/name").email("/email").image("/picture"))
}
