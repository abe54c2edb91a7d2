//! The plugin over HTTP, on the database that `TEST_DATABASE_URL` names.
//! `tests/routes/<route>.rs` mirrors `src/routes/<route>.rs`.

mod routes;

use better_auth_email_password::EmailPasswordPlugin;
use better_auth_test::TestApp;
use better_auth_{{snake}}::{{Pascal}}Plugin;

async fn app() -> TestApp {
    TestApp::build(|builder| {
        builder.plugin(EmailPasswordPlugin::new()).plugin({{Pascal}}Plugin::default())
    })
    .await
}
