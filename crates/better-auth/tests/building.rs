//! What an application that can not start is told.

use std::sync::Arc;

use better_auth::core::fields::Field;
use better_auth::core::plugin::{Mounted, Plugin};
use better_auth::prelude::*;
use better_auth::{AuthBuilder, BuildError};
use better_auth_test::{Mailbox, TestApp, TestAppBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::everything;

const SECRET: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

/// What the builder says; it must be on one line and tell what to do.
async fn refusal(
    configure: impl FnOnce(AuthBuilder<DieselAdapter>) -> AuthBuilder<DieselAdapter>,
) -> String {
    let database = TestApp::build(everything).await;
    let builder = BetterAuth::builder(database.adapter().clone()).secret(SECRET);
    let builder = builder.mailer(Mailbox::default());
    let error: BuildError = configure(builder).build().await.unwrap_err();
    let text = error.to_string();
    assert!(!text.contains('\n') && text.len() > 20, "{text}");
    assert!(!text.contains(SECRET), "{text}");
    text
}

#[tokio::test]
async fn a_plugin_twice_is_refused_by_name() {
    let text = refusal(|b| everything(b).plugin(SessionManagementPlugin::new())).await;
    assert!(text.contains("session-management") && text.contains("remove one"), "{text}");
}

#[derive(Debug)]
struct Rival;

#[utoipa::path(get, path = "/get-session", responses((status = 200, description = "Mine")))]
async fn rival() {}

impl<A> Plugin<A> for Rival {
    fn name(&self) -> &'static str {
        "rival"
    }

    fn mount(&self, _: &Auth, _: &Arc<A>) -> Mounted {
        Mounted::routes(OpenApiRouter::new().routes(routes!(rival)))
    }
}

#[tokio::test]
async fn a_route_twice_is_refused_instead_of_a_panic() {
    for first in [true, false] {
        let order = |builder: TestAppBuilder| {
            if first {
                everything(builder.plugin(Rival))
            } else {
                everything(builder).plugin(Rival)
            }
        };
        let text = refusal(order).await;
        assert!(text.contains("GET /get-session"), "{text}");
    }
}

#[tokio::test]
async fn a_bad_setting_is_named_with_a_value_that_would_work() {
    type Change = fn(TestAppBuilder) -> TestAppBuilder;
    let cases: [(&str, Change, &str); 6] = [
        ("base_url", |b| b.base_url("app.example.com"), "https://app.example.com"),
        ("base_url", |b| b.base_url("https://example.com/auth"), "base_path"),
        ("base_path", |b| b.base_path("/"), "/auth"),
        ("trusted_origins", |b| b.trusted_origin("*"), "https://*.example.com"),
        ("body_limit", |b| b.body_limit(1), "65536"),
        ("secret", |b| b.older_secret("short"), "openssl rand"),
    ];
    for (setting, configure, remedy) in cases {
        let text = refusal(configure).await;
        assert!(text.contains(setting) && text.contains(remedy), "{text}");
    }
}

#[tokio::test]
async fn a_declared_field_that_can_not_be_is_refused_by_name() {
    type Change = fn(TestAppBuilder) -> TestAppBuilder;
    let cases: [(&str, Change, &str); 16] = [
        ("user_field", |b| b.user_field(Field::text("email")), "\"email\""),
        ("user_field", |b| b.user_field(Field::text("id")), "\"id\""),
        ("user_field", |b| b.user_field(Field::text("role")), "another name"),
        ("user_field", |b| b.user_field(Field::text("username")), "another name"),
        ("user_field", |b| everything(b).user_field(Field::text("password")), "another name"),
        ("user_field", |b| everything(b).user_field(Field::text("callbackURL")), "another name"),
        ("session_field", |b| b.session_field(Field::text("token")), "\"token\""),
        ("session_field", |b| b.session_field(Field::text("userId")), "another name"),
        ("user_field", |b| b.user_field(Field::text("a b")), "phoneNumber"),
        ("user_field", |b| b.user_field(Field::text("__proto__")), "phoneNumber"),
        ("user_field", |b| b.user_field(Field::text("a")).user_field(Field::number("a")), "twice"),
        ("user_field", |b| b.user_field(Field::integer("a").default("b")), "expected integer"),
        ("user_field", |b| b.user_field(Field::number("a").max_length(3)), "texts only"),
        ("user_field", |b| b.user_field(Field::one_of("a", [""; 0])), "name its values"),
        ("user_field", |b| b.user_field(Field::text("a").required().read_only()), "default"),
        ("session_field", |b| b.session_field(Field::text("a").required()), "default"),
    ];
    for (setting, configure, remedy) in cases {
        let text = refusal(|b| configure(b.on_start(OnStart::Migrate))).await;
        assert!(text.contains(setting) && text.contains(remedy), "{text}");
    }
}

#[tokio::test]
async fn an_application_without_a_secret_does_not_start() {
    let database = TestApp::build(|builder| builder).await;
    let error = BetterAuth::builder(database.adapter().clone()).build().await.unwrap_err();
    assert!(error.to_string().contains("secret"), "{error}");
}

/// An application on an empty database.
async fn on_an_empty_database(
    on_start: OnStart,
) -> (better_auth::diesel::testing::TempDatabase, Result<BetterAuth, BuildError>) {
    let database = better_auth::diesel::testing::TempDatabase::create().await.unwrap();
    let adapter = DieselAdapter::connect(database.url()).await.unwrap();
    let built = BetterAuth::builder(adapter).secret(SECRET).on_start(on_start).build().await;
    (database, built)
}

#[tokio::test]
async fn missing_migrations_are_named_with_the_way_to_run_them() {
    let (_database, built) = on_an_empty_database(OnStart::Check).await;
    let text = built.unwrap_err().to_string();
    assert!(text.contains("core/0001_create") && text.contains("OnStart::Migrate"), "{text}");
}

#[tokio::test]
async fn an_application_runs_its_migrations_when_it_likes() {
    let (_database, built) = on_an_empty_database(OnStart::Nothing).await;
    let site = built.unwrap();
    let missing = site.missing_migrations().await.unwrap();
    assert!(missing.iter().any(|name| name.to_string() == "core/0001_create"));
    assert_eq!(site.migrate().await.unwrap(), missing);
    assert_eq!(site.missing_migrations().await.unwrap(), []);
    assert_eq!(site.migrate().await.unwrap(), []);
}
