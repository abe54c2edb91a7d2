use crate::provider::{Pick, ProfileMap, ProfileRequest, Provider, Variable};

/// Reddit.
///
/// Names no address. A refresh token comes with `duration=permanent`.
pub fn reddit() -> Provider {
    Provider::oauth2("reddit", "Reddit")
        .variable(
            Variable::choice("duration", [("permanent", "permanent"), ("temporary", "temporary")])
                .meaning("`permanent` for a refresh token")
                .optional(),
        )
        .authorization("https://www.reddit.com/api/v1/authorize")
        .token("https://www.reddit.com/api/v1/access_token")
        .scopes(["identity"])
        .parameter("duration", "{duration}")
        .basic_authentication()
        .profile_from(ProfileRequest::get("https://oauth.reddit.com/api/v1/me"))
        .profile(ProfileMap::id("/id").name("/name").image(Pick::before('?', "/icon_img")))
        .without_email()
}
