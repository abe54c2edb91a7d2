use crate::provider::{IdTokenRules, ProfileMap, ProfileRequest, Provider, Refresh, Variable};

/// Facebook.
///
/// Vouches for no address: neither the Graph API nor the id token says whether it was confirmed.
///
/// The id token of Limited Login on a device signs in by itself; an access token from a device does
/// not, because one that was made for another app looks the same.
pub fn facebook() -> Provider {
    Provider::oauth2("facebook", "Facebook")
        .variable(
            Variable::text("config_id")
                .meaning("the configuration of Facebook Login for Business")
                .optional(),
        )
        .authorization("https://www.facebook.com/v24.0/dialog/oauth")
        .token("https://graph.facebook.com/v24.0/oauth/access_token")
        .jwks("https://limited.facebook.com/.well-known/oauth/openid/jwks/")
        .scopes(["email", "public_profile"])
        .parameter("config_id", "{config_id}")
        .refresh(Refresh::Unsupported)
        .id_token(IdTokenRules::issued_by("https://www.facebook.com").sign_in())
        .profile_from(ProfileRequest::get(
            "https://graph.facebook.com/v24.0/me?fields=id,name,email,picture",
        ))
        .profile(
            ProfileMap::id("/id")
                .or_id("/sub")
                .name("/name")
                .email("/email")
                .image("/picture/data/url")
                .image("/picture"),
        )
}
