use crate::provider::{ProfileMap, ProfileRequest, Provider, Verified};

/// Slack.
///
/// Vouches for the address by `email_verified`. The administrators of a workspace may change the
/// addresses of its members.
///
/// The id is `sub`, which is the user's id and, by OpenID Connect, unique over all workspaces.
pub fn slack() -> Provider {
    Provider::oauth2("slack", "Slack")
        .authorization("https://slack.com/openid/connect/authorize")
        .token("https://slack.com/api/openid.connect.token")
        .issuer("https://slack.com")
        .scopes(["openid", "profile", "email"])
        .profile_from(ProfileRequest::get("https://slack.com/api/openid.connect.userInfo"))
        .profile(
            ProfileMap::id("/sub")
                .only_if("/ok", true)
                .name("/name")
                .email("/email")
                .verified(Verified::flag("/email_verified"))
                .image("/picture")
                .image("/https:~1~1slack.com~1user_image_512"),
        )
}
