//! An application that has its own plugins, with the commands built into it.

use std::sync::Arc;

use better_auth::core::migration::{Migration, MigrationSet, Migrator, Script};
use better_auth::core::{Auth, Mounted, Plugin};
use better_auth::diesel::{DieselAdapter, testing::TempDatabase};
use better_auth_cli::{Cli, Exit};

const CREATE: Script =
    Script { up: "CREATE TABLE invoices (id BIGINT)", down: "DROP TABLE invoices" };

/// A plugin with a table, which is all that counts here.
#[derive(Debug)]
struct InvoicePlugin;

impl<A> Plugin<A> for InvoicePlugin {
    fn name(&self) -> &'static str {
        "invoice"
    }

    fn migrations(&self) -> Option<MigrationSet> {
        let migrations = &[Migration {
            version: "0001_create",
            sqlite: CREATE,
            postgres: CREATE,
            mysql: CREATE,
        }];
        Some(MigrationSet { owner: "invoice", migrations })
    }

    fn mount(&self, _auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        Mounted::routes(Default::default())
    }
}

fn cli() -> Cli {
    Cli::of(|builder| builder.plugin(InvoicePlugin))
}

#[tokio::test]
async fn the_tables_of_the_application_are_made_and_no_others() {
    let database = TempDatabase::create().await.unwrap();
    let arguments = ["shop", "migrate", "--database-url", database.url()];
    // A password belongs into the variable; those of the test servers have none.
    assert_eq!(cli().run(arguments).await, Exit::Done);
    let adapter = DieselAdapter::connect(database.url()).await.unwrap();
    let applied = adapter.applied_migrations().await.unwrap();
    let owners: Vec<_> = applied.iter().map(|name| name.owner.as_str()).collect();
    assert_eq!(owners, ["core", "invoice"]);
}

#[tokio::test]
async fn an_application_knows_its_plugins_itself() {
    let database = TempDatabase::create().await.unwrap();
    let arguments = ["shop", "migrate", "--plugins", "audit", "--database-url", database.url()];
    assert_eq!(cli().run(arguments).await, Exit::Usage);
}
