use crate::provider::{ProfileMap, ProfileRequest, Provider, Verified};

/// Polar.
///
/// Vouches for the address by `email_verified`.
///
/// The user is asked to sign in as a person (`sub_type`): the other kind of sign-in names an
/// organization, which all its members would share.
pub fn polar() -> Provider {
    Provider::oauth2("polar", "Polar")
        .authorization("https://polar.sh/oauth2/authorize")
        .token("https://api.polar.sh/v1/oauth2/token")
        .scopes(["openid", "profile", "email"])
        .parameter("sub_type", "user")
        .profile_from(ProfileRequest::get("https://api.polar.sh/v1/oauth2/userinfo"))
        .profile(
            ProfileMap::id("/sub")
                .name("/public_name")
                .name("/name")
                .name("/username")
                .email("/email")
                .verified(Verified::flag("/email_verified"))
                .image("/avatar_url")
                .image("/picture"),
        )
}
