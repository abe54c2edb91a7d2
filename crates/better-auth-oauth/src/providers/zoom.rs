use crate::provider::{ProfileMap, ProfileRequest, Provider, Verified};

/// Zoom.
///
/// Vouches for the address by `verified: 1`: the account was confirmed. The scopes are those of the
/// app's settings.
pub fn zoom() -> Provider {
    Provider::oauth2("zoom", "Zoom")
        .authorization("https://zoom.us/oauth/authorize")
        .token("https://zoom.us/oauth/token")
        .profile_from(ProfileRequest::get("https://api.zoom.us/v2/users/me"))
        .profile(
            ProfileMap::id("/id")
                .name("/display_name")
                .email("/email")
                .verified(Verified::One("/verified".into()))
                .image("/pic_url"),
        )
}
