//! Options that can not work are refused at start-up.

use better_auth_core::BetterAuth;
use better_auth_core::auth::{BuildError, OnStart};
use better_auth_diesel::DieselAdapter;
use better_auth_diesel::testing::TempDatabase;
use better_auth_passkey::{PasskeyOptions, PasskeyPlugin};

async fn setting_of(base_url: &str, options: PasskeyOptions) -> Option<&'static str> {
    let database = TempDatabase::create().await.unwrap();
    let adapter = DieselAdapter::connect(database.url()).await.unwrap();
    let built = BetterAuth::builder(adapter)
        .secret("0123456789abcdefghijklmnopqrstuvwxyz-test-secret")
        .base_url(base_url)
        .plugin(PasskeyPlugin::with(options))
        .on_start(OnStart::Nothing)
        .build()
        .await;
    match built {
        Ok(_) => None,
        Err(BuildError::Config(error)) => Some(error.setting),
        Err(error) => panic!("{error}"),
    }
}

fn with(origin: &str) -> PasskeyOptions {
    PasskeyOptions::default().rp_id("example.com").origin(origin)
}

#[tokio::test]
async fn origins_that_no_browser_sends_are_refused() {
    for origin in [
        "",
        "example.com",
        "https://example.com/",
        "https://example.com/login",
        "https://EXAMPLE.com",
        "https://example.com:443",
        "https://*.example.com",
        "ftp://example.com",
        "android:apk-key-hash:",
        "null",
    ] {
        assert_eq!(
            setting_of("https://example.com", with(origin)).await,
            Some("passkey.origin"),
            "{origin}"
        );
    }
}

#[tokio::test]
async fn origins_outside_the_domain_of_the_passkeys_are_refused() {
    for origin in
        ["https://evil.example", "https://notexample.com", "https://example.com.evil.example"]
    {
        assert_eq!(
            setting_of("https://example.com", with(origin)).await,
            Some("passkey.origin"),
            "{origin}"
        );
    }
}

#[tokio::test]
async fn a_domain_that_is_none_is_refused() {
    for domain in
        ["", "https://example.com", "example.com:443", "Example.com", "a b", "example.com/x"]
    {
        let options = PasskeyOptions::default().rp_id(domain);
        assert_eq!(
            setting_of("https://example.com", options).await,
            Some("passkey.rp_id"),
            "{domain:?}"
        );
    }
}

#[tokio::test]
async fn what_browsers_send_is_taken() {
    for origin in
        ["https://example.com", "https://login.example.com:8443", "android:apk-key-hash:abc"]
    {
        assert_eq!(setting_of("https://example.com", with(origin)).await, None, "{origin}");
    }
    assert_eq!(setting_of("https://login.example.com", PasskeyOptions::default()).await, None);
    let parent = PasskeyOptions::default().rp_id("example.com");
    assert_eq!(setting_of("https://login.example.com", parent).await, None);
    assert_eq!(setting_of("http://localhost:3000", PasskeyOptions::default()).await, None);
    // Browsers offer none there, but the rest of the application works.
    assert_eq!(setting_of("http://127.0.0.1:3000", PasskeyOptions::default()).await, None);
}
