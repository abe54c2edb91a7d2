use crate::provider::{Pick, ProfileMap, ProfileRequest, Provider, Verified};

/// GitHub.
///
/// Vouches for the addresses in `/user/emails` that are marked `verified`; the primary one is
/// taken. The public address of a profile, which is taken where that list can not be read, is not
/// verified by being public.
pub fn github() -> Provider {
    Provider::oauth2("github", "GitHub")
        .authorization("https://github.com/login/oauth/authorize")
        .token("https://github.com/login/oauth/access_token")
        .scopes(["read:user", "user:email"])
        .profile_from(ProfileRequest::get("https://api.github.com/user"))
        .and_from("emails", ProfileRequest::get("https://api.github.com/user/emails"))
        .profile(
            ProfileMap::id("/id")
                .name("/name")
                .name("/login")
                .email(Pick::listed("/+emails", "/primary", "/email"))
                .email("/email")
                .verified(Verified::Listed {
                    list: "/+emails".into(),
                    address: "/email".into(),
                    flag: "/verified".into(),
                })
                .image("/avatar_url"),
        )
}
