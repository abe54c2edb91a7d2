use crate::provider::{Pick, ProfileMap, ProfileRequest, Provider, Variable, Verified};

/// PayPal.
///
/// Vouches for an address by `email_verified`, or by `confirmed` beside it in the list `emails`.
/// That the account is a verified one (`verified_account`) says nothing of the address.
///
/// `environment` is `live` (default) or `sandbox`, where anybody can make accounts.
pub fn paypal() -> Provider {
    Provider::oauth2("paypal", "PayPal")
        .variable(
            Variable::choice("environment", [("live", ""), ("sandbox", ".sandbox")])
                .meaning("`live` or `sandbox`")
                .default("live"),
        )
        .authorization("https://www{environment}.paypal.com/signin/authorize")
        .token("https://api-m{environment}.paypal.com/v1/oauth2/token")
        .scopes(["openid", "profile", "email"])
        .basic_authentication()
        .profile_from(ProfileRequest::get(
            "https://api-m{environment}.paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1",
        ))
        .profile(
            ProfileMap::id("/user_id")
                .name("/name")
                .email("/email")
                .email(Pick::listed("/emails", "/primary", "/value"))
                .verified(Verified::AnyOf(vec![
                    Verified::flag("/email_verified"),
                    Verified::Listed {
                        list: "/emails".into(),
                        address: "/value".into(),
                        flag: "/confirmed".into(),
                    },
                ]))
                .image("/picture"),
        )
}
