use crate::provider::{ProfileMap, ProfileRequest, Provider};

const QUERY: &str = r#"{"query":"query { viewer { id name email avatarUrl } }"}"#;

/// Linear.
///
/// Vouches for no address.
pub fn linear() -> Provider {
    Provider::oauth2("linear", "Linear")
        .authorization("https://linear.app/oauth/authorize")
        .token("https://api.linear.app/oauth/token")
        .scopes(["read"])
        .profile_from(ProfileRequest::post_json("https://api.linear.app/graphql", QUERY))
        .profile(
            ProfileMap::id("/data/viewer/id")
                .name("/data/viewer/name")
                .email("/data/viewer/email")
                .image("/data/viewer/avatarUrl"),
        )
}
