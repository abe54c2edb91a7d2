use crate::provider::{Parameter, ProfileMap, ProfileRequest, Provider};

/// LINE.
///
/// Vouches for no address.
///
/// The address stands in the id token only, and LINE signs that with the client's secret. So LINE
/// is asked to check the token, and its answer is taken if it was made for this application.
pub fn line() -> Provider {
    Provider::oauth2("line", "LINE")
        .authorization("https://access.line.me/oauth2/v2.1/authorize")
        .token("https://api.line.me/oauth2/v2.1/token")
        .scopes(["openid", "profile", "email"])
        .profile_from(
            ProfileRequest::post_form("https://api.line.me/oauth2/v2.1/verify")
                .without_bearer()
                .parameter("id_token", Parameter::IdToken)
                .parameter("client_id", Parameter::ClientId),
        )
        .profile(
            ProfileMap::id("/sub")
                .only_if("/iss", "https://access.line.me")
                .only_for_client("/aud")
                .name("/name")
                .email("/email")
                .image("/picture"),
        )
}
