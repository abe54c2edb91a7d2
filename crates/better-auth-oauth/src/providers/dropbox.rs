use crate::provider::{ProfileMap, ProfileRequest, Provider, Variable, Verified};

/// Dropbox.
///
/// Vouches for the address by `email_verified`. A refresh token comes with
/// `access_type=offline`.
pub fn dropbox() -> Provider {
    Provider::oauth2("dropbox", "Dropbox")
        .variable(
            Variable::choice("access_type", [("offline", "offline"), ("online", "online")])
                .meaning("`offline` for a refresh token")
                .optional(),
        )
        .authorization("https://www.dropbox.com/oauth2/authorize")
        .token("https://api.dropboxapi.com/oauth2/token")
        .scopes(["account_info.read"])
        .parameter("token_access_type", "{access_type}")
        .profile_from(ProfileRequest::post(
            "https://api.dropboxapi.com/2/users/get_current_account",
        ))
        .profile(
            ProfileMap::id("/account_id")
                .name("/name/display_name")
                .email("/email")
                .verified(Verified::flag("/email_verified"))
                .image("/profile_photo_url"),
        )
}
