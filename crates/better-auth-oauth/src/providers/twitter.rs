use crate::provider::{ProfileMap, ProfileRequest, Provider, Verified};

const PROFILE: &str = "https://api.x.com/2/users/me?user.fields=profile_image_url";
const EMAIL: &str = "https://api.x.com/2/users/me?user.fields=confirmed_email";

/// X, formerly Twitter.
///
/// Vouches for the address in `confirmed_email`. It comes from a request of its own, which fails
/// for an application that may not see addresses.
pub fn twitter() -> Provider {
    Provider::oauth2("twitter", "X")
        .authorization("https://x.com/i/oauth2/authorize")
        .token("https://api.x.com/2/oauth2/token")
        .scopes(["users.read", "tweet.read", "offline.access", "users.email"])
        .basic_authentication()
        .public_clients()
        .profile_from(ProfileRequest::get(PROFILE))
        .and_from("email", ProfileRequest::get(EMAIL))
        .profile(
            ProfileMap::id("/data/id")
                .name("/data/name")
                .name("/data/username")
                .email("/+email/data/confirmed_email")
                .verified(Verified::Address("/+email/data/confirmed_email".into()))
                .image("/data/profile_image_url"),
        )
        .without_email()
}
