use crate::provider::{Parameter, Pick, ProfileMap, ProfileRequest, Provider, Refresh};

/// VK.
///
/// Vouches for no address. The exchange of the code repeats the `device_id` that the callback
/// brought; a renewal would need it too, so tokens are not renewed.
pub fn vk() -> Provider {
    Provider::oauth2("vk", "VK")
        .authorization("https://id.vk.com/authorize")
        .token("https://id.vk.com/oauth2/auth")
        .scopes(["email", "phone"])
        .repeats_from_callback("device_id")
        .refresh(Refresh::Unsupported)
        .profile_from(
            ProfileRequest::post_form("https://id.vk.com/oauth2/user_info")
                .without_bearer()
                .parameter("access_token", Parameter::AccessToken)
                .parameter("client_id", Parameter::ClientId),
        )
        .profile(
            ProfileMap::id("/user/user_id")
                .name(Pick::joined(["/user/first_name", "/user/last_name"]))
                .email("/user/email")
                .image("/user/avatar"),
        )
}
