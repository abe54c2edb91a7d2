//! Deleting a user leaves nothing of theirs, whatever the application has plugged in.

use std::sync::Arc;

use better_auth::core::migration::{Migration, MigrationSet, Script};
use better_auth::core::plugin::{Mounted, Plugin};
use better_auth::prelude::*;
use better_auth_test::{PASSWORD, TestApp};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use crate::everything;

/// A plugin of the application with a table of its own.
#[derive(Debug)]
struct Ledger;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS entries (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) NOT NULL,
    note TEXT,
    CONSTRAINT entries_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
";

const SCRIPT: Script = Script { up: TABLE, down: "DROP TABLE IF EXISTS entries;\n" };

/// MariaDB compares the two columns only if they have one collation.
const MYSQL: Script = Script {
    up: "CREATE TABLE IF NOT EXISTS entries (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) NOT NULL,
    note TEXT,
    CONSTRAINT entries_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
",
    ..SCRIPT
};

impl<A> Plugin<A> for Ledger {
    fn name(&self) -> &'static str {
        "ledger"
    }

    fn migrations(&self) -> Option<MigrationSet> {
        const CREATE: Migration =
            Migration { version: "0001_create", sqlite: SCRIPT, postgres: SCRIPT, mysql: MYSQL };
        Some(MigrationSet { owner: "ledger", migrations: &[CREATE] })
    }

    fn mount(&self, _: &Auth, _: &Arc<A>) -> Mounted {
        Mounted::routes(OpenApiRouter::new())
    }
}

async fn app() -> TestApp {
    TestApp::build(|builder| everything(builder).plugin(Ledger)).await
}

#[tokio::test]
async fn every_table_with_a_user_lets_its_rows_go_with_them() {
    assert_eq!(app().await.user_columns_without_cascade().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_table_that_would_keep_them_is_found() {
    let app = app().await;
    let columns =
        "id VARCHAR(64) NOT NULL PRIMARY KEY, user_id VARCHAR(64), by_user_id VARCHAR(64)";
    app.execute(&format!("CREATE TABLE loose ({columns})")).await;
    assert_eq!(
        app.user_columns_without_cascade().await,
        ["loose.by_user_id", "loose.user_id"].map(str::to_owned)
    );
}

#[tokio::test]
async fn the_rows_of_a_plugin_of_the_application_go_with_the_user() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let (_, other) = app.sign_up("bob").await;
    for (number, user) in [&signed_up, &other].into_iter().enumerate() {
        let id = user["user"]["id"].as_str().unwrap();
        let values = format!("'entry{number}', '{id}', 'paid'");
        app.execute(&format!("INSERT INTO entries (id, user_id, note) VALUES ({values})")).await;
    }
    ada.post("/delete-user", json!({ "password": PASSWORD })).await.expect(200);
    let id = signed_up["user"]["id"].as_str().unwrap();
    assert_eq!(app.columns_with(id).await, Vec::<String>::new());
    assert_eq!(app.count("entries").await, 1);
}
