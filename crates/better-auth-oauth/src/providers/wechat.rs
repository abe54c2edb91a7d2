use crate::provider::{Parameter, ProfileMap, ProfileRequest, Provider, Refresh, Variable};

/// WeChat, for websites (by QR code).
///
/// Names no address. The client id is called `appid`; tokens are asked for by GET, with the secret
/// in the query, so the address of such a request must not be logged by a proxy.
///
/// The id is `unionid`, where the application is bound to an account of the open platform, and
/// otherwise `openid`. Binding it later gives everybody another id.
pub fn wechat() -> Provider {
    Provider::oauth2("wechat", "WeChat")
        .variable(
            Variable::choice("lang", [("cn", "cn"), ("en", "en")])
                .meaning("the language of WeChat's page: `cn` or `en`")
                .default("cn"),
        )
        .authorization("https://open.weixin.qq.com/connect/qrconnect#wechat_redirect")
        .token("https://api.weixin.qq.com/sns/oauth2/access_token")
        .scopes(["snsapi_login"])
        .scope_separator(',')
        .parameter("lang", "{lang}")
        .client_parameters("appid", "secret")
        .token_by_get()
        .refresh(Refresh::At("https://api.weixin.qq.com/sns/oauth2/refresh_token".into()))
        .profile_from(
            ProfileRequest::get("https://api.weixin.qq.com/sns/userinfo")
                .without_bearer()
                .parameter("access_token", Parameter::AccessToken)
                .parameter("openid", Parameter::FromTokenAnswer("openid".into()))
                .parameter("lang", Parameter::Fixed("zh_CN".into())),
        )
        .profile(ProfileMap::id("/unionid").or_id("/openid").name("/nickname").image("/headimgurl"))
        .without_email()
}
