//! Options that can not work are refused at start-up.

use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_core::BetterAuth;
use better_auth_core::auth::{BuildError, OnStart};
use better_auth_diesel::DieselAdapter;
use better_auth_diesel::testing::TempDatabase;

use crate::{DAY, MINUTE};

async fn setting_of(plugin: ApiKeyPlugin) -> Option<&'static str> {
    let database = TempDatabase::create().await.unwrap();
    let adapter = DieselAdapter::connect(database.url()).await.unwrap();
    let built = BetterAuth::builder(adapter)
        .secret("0123456789abcdefghijklmnopqrstuvwxyz-test-secret")
        .plugin(plugin)
        .on_start(OnStart::Nothing)
        .build()
        .await;
    match built {
        Ok(_) => None,
        Err(BuildError::Config(error)) => Some(error.setting),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn options_that_can_not_work_are_refused_by_name() {
    let options = ApiKeyOptions::default;
    for (options, setting) in [
        (options().prefix(""), "api_key.prefix"),
        (options().prefix("a b"), "api_key.prefix"),
        (options().length(31), "api_key.length"),
        (options().length(129), "api_key.length"),
        (options().start_length(12), "api_key.start_length"),
        (options().rotation_overlap(8 * DAY), "api_key.rotation_overlap"),
        (options().custom_expiry(2 * DAY, DAY), "api_key.custom_expiry"),
        (options().rate_limit(0, MINUTE), "api_key.rate_limit"),
    ] {
        assert_eq!(setting_of(ApiKeyPlugin::with(options)).await, Some(setting));
    }
    for name in ["", "default", "a b", &"a".repeat(65)] {
        let plugin = ApiKeyPlugin::new().config(name, options());
        assert_eq!(setting_of(plugin).await, Some("api_key.config"), "{name}");
    }
    assert_eq!(setting_of(ApiKeyPlugin::new().header("a b")).await, Some("api_key.header"));
}

#[tokio::test]
async fn what_works_is_taken() {
    let options = ApiKeyOptions::default().prefix("acme-live_").start_length(18).length(32);
    let plugin = ApiKeyPlugin::with(options).config("ci", ApiKeyOptions::default());
    assert_eq!(setting_of(plugin.header("X-Acme-Key")).await, None);
}
