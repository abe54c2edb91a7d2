use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Spotify.
///
/// Vouches for no address: Spotify itself documents that it is not confirmed.
pub fn spotify() -> Provider {
    Provider::oauth2("spotify", "Spotify")
        .authorization("https://accounts.spotify.com/authorize")
        .token("https://accounts.spotify.com/api/token")
        .scopes(["user-read-email"])
        .profile_from(ProfileRequest::get("https://api.spotify.com/v1/me"))
        .profile(ProfileMap::id("/id").name("/display_name").email("/email").image("/images/0/url"))
}
