use crate::provider::{Pick, ProfileMap, ProfileRequest, Provider, Verified};

/// Discord.
///
/// Vouches for the address by `verified`.
pub fn discord() -> Provider {
    Provider::oauth2("discord", "Discord")
        .authorization("https://discord.com/api/oauth2/authorize")
        .token("https://discord.com/api/oauth2/token")
        .scopes(["identify", "email"])
        .prompt("none")
        .profile_from(ProfileRequest::get("https://discord.com/api/users/@me"))
        .profile(
            ProfileMap::id("/id")
                .name("/global_name")
                .name("/username")
                .email("/email")
                .verified(Verified::flag("/verified"))
                .image(Pick::filled("https://cdn.discordapp.com/avatars/{/id}/{/avatar}.png")),
        )
}
