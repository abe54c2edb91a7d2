use crate::provider::{ProfileMap, ProfileRequest, Provider, Verified};

/// Kakao.
///
/// Vouches for the address where it says both that it is still the user's (`is_email_valid`) and
/// that it was confirmed (`is_email_verified`).
pub fn kakao() -> Provider {
    Provider::oauth2("kakao", "Kakao")
        .authorization("https://kauth.kakao.com/oauth/authorize")
        .token("https://kauth.kakao.com/oauth/token")
        .scopes(["account_email", "profile_image", "profile_nickname"])
        .profile_from(ProfileRequest::get("https://kapi.kakao.com/v2/user/me"))
        .profile(
            ProfileMap::id("/id")
                .name("/kakao_account/profile/nickname")
                .name("/kakao_account/name")
                .email("/kakao_account/email")
                .verified(Verified::Flags(vec![
                    "/kakao_account/is_email_valid".into(),
                    "/kakao_account/is_email_verified".into(),
                ]))
                .image("/kakao_account/profile/profile_image_url")
                .image("/kakao_account/profile/thumbnail_image_url"),
        )
}
