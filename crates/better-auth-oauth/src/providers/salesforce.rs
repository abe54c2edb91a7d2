use crate::provider::{ProfileMap, ProfileRequest, Provider, Variable, Verified};

/// Salesforce.
///
/// Vouches for the address by `email_verified`.
///
/// `host` is where the users sign in: `login.salesforce.com` (default), `test.salesforce.com` for
/// sandboxes, or the domain of one organization, and then its users only.
pub fn salesforce() -> Provider {
    Provider::oauth2("salesforce", "Salesforce")
        .variable(
            Variable::host("host")
                .meaning("where the users sign in")
                .default("login.salesforce.com"),
        )
        .authorization("https://{host}/services/oauth2/authorize")
        .token("https://{host}/services/oauth2/token")
        .scopes(["openid", "email", "profile"])
        .profile_from(ProfileRequest::get("https://{host}/services/oauth2/userinfo"))
        .profile(
            ProfileMap::id("/user_id")
                .name("/name")
                .email("/email")
                .verified(Verified::flag("/email_verified"))
                .image("/photos/picture")
                .image("/photos/thumbnail"),
        )
}
