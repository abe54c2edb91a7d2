use crate::provider::{ProfileMap, ProfileRequest, Provider};

/// Naver.
///
/// Vouches for no address.
pub fn naver() -> Provider {
    Provider::oauth2("naver", "Naver")
        .authorization("https://nid.naver.com/oauth2.0/authorize")
        .token("https://nid.naver.com/oauth2.0/token")
        .scopes(["profile", "email"])
        .profile_from(ProfileRequest::get("https://openapi.naver.com/v1/nid/me"))
        .profile(
            ProfileMap::id("/response/id")
                .only_if("/resultcode", "00")
                .name("/response/name")
                .name("/response/nickname")
                .email("/response/email")
                .image("/response/profile_image"),
        )
}
