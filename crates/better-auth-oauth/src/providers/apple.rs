use crate::provider::{IdTokenRules, Pick, ProfileMap, Provider, Verified};

/// Apple, by OpenID Connect.
///
/// Vouches for the address by `email_verified`, which Apple documents as `true` or `"true"`. It may
/// be one of Apple's relays (`@privaterelay.appleid.com`), which only this application can write to.
///
/// The answer is posted. The name comes once, in the form of the first answer, from the browser:
/// it is no more than what the user typed. The secret is made from a key
/// ([`ClientSettings::apple`](crate::ClientSettings::apple)), or one that was made elsewhere is
/// given as a text.
pub fn apple() -> Provider {
    Provider::oauth2("apple", "Apple")
        .authorization("https://appleid.apple.com/auth/authorize")
        .token("https://appleid.apple.com/auth/token")
        .jwks("https://appleid.apple.com/auth/keys")
        .issuer("https://appleid.apple.com")
        .scopes(["email", "name"])
        .form_post()
        .id_token(
            IdTokenRules::issued_by("https://appleid.apple.com").sign_in().nonce_may_be_hashed(),
        )
        .profile(
            ProfileMap::id("/sub")
                .name(Pick::joined(["/+user/name/firstName", "/+user/name/lastName"]))
                .name("/name")
                .email("/email")
                .verified(Verified::FlagOrText("/email_verified".into())),
        )
}
