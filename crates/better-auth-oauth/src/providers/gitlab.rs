use crate::provider::{ProfileMap, ProfileRequest, Provider, Variable, Verified};

/// GitLab: gitlab.com, or an instance of one's own.
///
/// Vouches for the address by `email_verified`, where the instance sends it. That an account was
/// confirmed (`confirmed_at`) is not taken for it: an instance may confirm accounts without a mail.
/// Accounts that are not active are refused.
pub fn gitlab() -> Provider {
    Provider::oauth2("gitlab", "GitLab")
        .variable(Variable::url("issuer").meaning("the instance").default("https://gitlab.com"))
        .authorization("{issuer}/oauth/authorize")
        .token("{issuer}/oauth/token")
        .issuer("{issuer}")
        .scopes(["read_user"])
        .profile_from(ProfileRequest::get("{issuer}/api/v4/user"))
        .profile(
            ProfileMap::id("/id")
                .only_if("/state", "active")
                .not_if("/locked", true)
                .name("/name")
                .name("/username")
                .email("/email")
                .verified(Verified::flag("/email_verified"))
                .image("/avatar_url"),
        )
}
