//! What is refused at start-up.

use better_auth_core::config::{CookieOptions, SameSite};
use better_auth_core::{BetterAuth, BuildError, auth::OnStart};
use better_auth_diesel::DieselAdapter;
use better_auth_diesel::testing::TempDatabase;
use better_auth_oauth::{ClientSettings, OAuthOptions, OAuthPlugin, Provider, SignUps, providers};
use better_auth_test::FakeProvider;

use crate::{ISSUER, native, settings};

/// What the application that has this plugin is refused with.
async fn problem(configure: impl FnOnce(OAuthPlugin) -> OAuthPlugin) -> String {
    let database = TempDatabase::create().await.unwrap();
    let adapter = DieselAdapter::connect(database.url()).await.unwrap();
    let built = BetterAuth::builder(adapter)
        .secret("0123456789abcdefghijklmnopqrstuvwxyz-test-secret")
        .on_start(OnStart::Nothing)
        .plugin(configure(OAuthPlugin::new(FakeProvider::new(ISSUER))))
        .build()
        .await;
    match built {
        Err(BuildError::Config(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_provider_without_its_registration_is_refused() {
    let text = problem(|plugin| plugin.provider(native(), ClientSettings::new("", "s"))).await;
    assert!(text.contains("native: the client id is missing"), "{text}");
    assert!(text.contains("console"), "{text}");
    let github = |settings| problem(|plugin| plugin.provider(providers::github(), settings));
    let text = github(ClientSettings::new("id", "")).await;
    assert!(text.contains("github: the client secret is missing"), "{text}");
}

#[tokio::test]
async fn an_issuer_that_is_not_encrypted_is_refused() {
    for issuer in ["http://id.example", "id.example", "https://u:p@id.example", ""] {
        let text =
            problem(|plugin| plugin.provider(Provider::oidc("company", issuer), settings())).await;
        assert!(text.contains("company"), "{issuer}: {text}");
    }
}

#[tokio::test]
async fn two_providers_with_one_id_are_refused() {
    let text =
        problem(|plugin| plugin.provider(native(), settings()).provider(native(), settings()))
            .await;
    assert!(text.contains("two with the id \"native\""), "{text}");
}

#[tokio::test]
async fn options_that_name_no_provider_are_refused() {
    for options in [
        OAuthOptions::default().trusted_provider("goggle"),
        OAuthOptions::default().sign_ups_by("goggle", SignUps::Never),
    ] {
        let text = problem(|plugin| plugin.provider(native(), settings()).options(options)).await;
        assert!(text.contains("\"goggle\" is none") && text.contains("native"), "{text}");
    }
}

#[tokio::test]
async fn pages_on_other_origins_are_refused() {
    for options in [
        OAuthOptions::default().error_page("https://evil.example/"),
        OAuthOptions::default().second_factor_page("//evil.example"),
    ] {
        let text = problem(|plugin| plugin.options(options)).await;
        assert!(text.contains("trusted_origin"), "{text}");
    }
}

#[tokio::test]
async fn strict_cookies_are_refused() {
    let database = TempDatabase::create().await.unwrap();
    let adapter = DieselAdapter::connect(database.url()).await.unwrap();
    let strict = CookieOptions { same_site: SameSite::Strict, ..CookieOptions::default() };
    let plugin = OAuthPlugin::new(FakeProvider::new(ISSUER)).provider(native(), settings());
    let built = BetterAuth::builder(adapter)
        .secret("0123456789abcdefghijklmnopqrstuvwxyz-test-secret")
        .on_start(OnStart::Nothing)
        .cookies(strict)
        .plugin(plugin)
        .build()
        .await;
    assert!(built.unwrap_err().to_string().contains("SameSite::Lax"));
}
