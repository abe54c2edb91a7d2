use crate::provider::{ProfileMap, ProfileRequest, Provider};

const PROFILE: &str = "https://open.tiktokapis.com/v2/user/info/\
                       ?fields=open_id,avatar_large_url,display_name,username";

/// TikTok.
///
/// Names no address. The client id is called `client_key`; scopes are separated by commas.
///
/// Its PKCE is for desktop apps and of its own kind (the challenge is in hex); a challenge by the
/// standard is refused.
pub fn tiktok() -> Provider {
    Provider::oauth2("tiktok", "TikTok")
        .authorization("https://www.tiktok.com/v2/auth/authorize")
        .token("https://open.tiktokapis.com/v2/oauth/token/")
        .scopes(["user.info.basic", "user.info.profile"])
        .scope_separator(',')
        .refuses_pkce()
        .client_parameters("client_key", "client_secret")
        .profile_from(ProfileRequest::get(PROFILE))
        .profile(
            ProfileMap::id("/data/user/open_id")
                .name("/data/user/display_name")
                .name("/data/user/username")
                .image("/data/user/avatar_large_url"),
        )
        .without_email()
}
