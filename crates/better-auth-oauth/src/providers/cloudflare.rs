use crate::provider::{Pick, ProfileMap, ProfileRequest, Provider};

/// Cloudflare.
///
/// Vouches for no address. Its user-info endpoint knows the id only, so the profile comes from the
/// interface for users.
pub fn cloudflare() -> Provider {
    Provider::oauth2("cloudflare", "Cloudflare")
        .authorization("https://dash.cloudflare.com/oauth2/auth")
        .token("https://dash.cloudflare.com/oauth2/token")
        .scopes(["user-details.read"])
        .basic_authentication()
        .public_clients()
        .profile_from(ProfileRequest::get("https://api.cloudflare.com/client/v4/user"))
        .profile(
            ProfileMap::id("/result/id")
                .only_if("/success", true)
                .name(Pick::joined(["/result/first_name", "/result/last_name"]))
                .email("/result/email"),
        )
}
