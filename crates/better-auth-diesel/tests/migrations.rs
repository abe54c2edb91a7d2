use better_auth_core::migration::{
    CORE, Migration, MigrationError, MigrationName, MigrationSet, Migrator, Script,
};
use better_auth_core::store::UserStore;
use better_auth_diesel::DieselAdapter;

use crate::support::{Fixture, RACERS, credential, email, new_user, nothing, race};

fn name(owner: &str, version: &str) -> MigrationName {
    MigrationName { owner: owner.to_owned(), version: version.to_owned() }
}

/// An owner with the same version as core, and a second one.
const OTHER: MigrationSet = MigrationSet {
    owner: "other",
    migrations: &[
        same_everywhere(
            "0001_create",
            "CREATE TABLE others (id INTEGER NOT NULL);\nINSERT INTO others VALUES (1);\n",
            "DROP TABLE others;\n",
        ),
        same_everywhere(
            "0002_widen",
            "ALTER TABLE others ADD COLUMN extra INTEGER;\n",
            "ALTER TABLE others DROP COLUMN extra;\n",
        ),
    ],
};

const fn same_everywhere(version: &'static str, up: &'static str, down: &'static str) -> Migration {
    let script = Script { up, down };
    Migration { version, sqlite: script, postgres: script, mysql: script }
}

#[tokio::test]
async fn an_empty_database_has_no_migrations_and_stays_empty() {
    let on = Fixture::empty().await;
    let empty = crate::schema::of(&on.adapter).await;
    assert_eq!(on.adapter.applied_migrations().await.unwrap(), []);
    assert_eq!(crate::schema::of(&on.adapter).await, empty);
}

#[tokio::test]
async fn what_is_missing_runs_once_and_in_order() {
    let on = Fixture::empty().await;
    let core = name("core", "0001_create");
    assert_eq!(on.adapter.migrate_up(&[CORE]).await.unwrap(), std::slice::from_ref(&core));
    let others = [name("other", "0001_create"), name("other", "0002_widen")];
    assert_eq!(on.adapter.migrate_up(&[CORE, OTHER]).await.unwrap(), others);
    assert_eq!(on.adapter.migrate_up(&[CORE, OTHER]).await.unwrap(), []);
    let [first, second] = others;
    assert_eq!(on.adapter.applied_migrations().await.unwrap(), [core, first, second]);
}

#[tokio::test]
async fn down_takes_back_the_named_sets_newest_first() {
    let on = Fixture::empty().await;
    on.adapter.migrate_up(&[CORE, OTHER]).await.unwrap();
    let down = on.adapter.migrate_down(&[OTHER]).await.unwrap();
    assert_eq!(down, [name("other", "0002_widen"), name("other", "0001_create")]);
    assert_eq!(on.adapter.applied_migrations().await.unwrap(), [name("core", "0001_create")]);
}

#[tokio::test]
async fn a_failing_migration_is_named_and_not_recorded() {
    const BROKEN: MigrationSet = MigrationSet {
        owner: "broken",
        migrations: &[same_everywhere(
            "0001_break",
            "CREATE TABLE a (b INTEGER);\nNONSENSE;\n",
            "",
        )],
    };
    let on = Fixture::empty().await;
    let error = on.adapter.migrate_up(&[OTHER, BROKEN]).await.unwrap_err();
    let MigrationError::Failed { name: failed, .. } = error else { panic!("{error:?}") };
    assert_eq!(failed, name("broken", "0001_break"));
    let applied = on.adapter.applied_migrations().await.unwrap();
    assert_eq!(applied, [name("other", "0001_create"), name("other", "0002_widen")]);
}

#[tokio::test]
async fn the_adapter_works_after_a_failed_migration() {
    const BROKEN: MigrationSet = MigrationSet {
        owner: "broken",
        migrations: &[same_everywhere("0001_break", "NONSENSE;\n", "")],
    };
    let on = Fixture::new().await;
    on.adapter.migrate_up(&[BROKEN]).await.unwrap_err();
    on.adapter
        .create_user_with_account(new_user("ann"), credential("ann"), &nothing())
        .await
        .unwrap();
    assert!(on.adapter.find_user_by_email(&email("ann")).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_instances_that_start_together_one_runs_each_migration() {
    let on = Fixture::empty().await;
    let ran = race((0..RACERS / 2).map(|_| {
        let url = on.database.url().to_owned();
        async move {
            let adapter = DieselAdapter::connect(&url).await.unwrap();
            adapter.migrate_up(&[CORE, OTHER]).await.unwrap()
        }
    }))
    .await;
    let mut ran: Vec<_> = ran.into_iter().flatten().collect();
    ran.sort();
    assert_eq!(ran, on.adapter.applied_migrations().await.unwrap());
    assert_eq!(ran.len(), 3);
}

#[tokio::test]
async fn up_down_and_up_again_gives_the_recorded_schema() {
    let on = Fixture::new().await;
    let schema = crate::schema::of(&on.adapter).await;
    on.adapter.migrate_down(&[CORE]).await.unwrap();
    assert_eq!(on.adapter.applied_migrations().await.unwrap(), []);
    on.adapter.migrate_up(&[CORE]).await.unwrap();
    assert_eq!(crate::schema::of(&on.adapter).await, schema);
    crate::schema::assert_recorded(&on.adapter, &schema);
}
