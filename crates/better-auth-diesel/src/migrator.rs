//! Runs migrations.
//!
//! On SQLite and PostgreSQL each one is a transaction that holds a lock, asks again whether it
//! is recorded, changes the schema and records it. MySQL commits each statement of a schema
//! change by itself: there a named lock spans the whole run, and a migration that stopped
//! half-way runs again from its first statement, which is why each one must bear that.

use std::collections::HashSet;

use async_trait::async_trait;
use better_auth_core::migration::{
    Migration, MigrationError, MigrationName, MigrationSet, Migrator, Script, missing,
};
use better_auth_core::store::{StoreError, StoreResult};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::adapter::DieselAdapter;
use crate::backend::Backend;
use crate::script::statements;
use crate::with_conn;

mod dialect;

use dialect::Dialect;

diesel::table! {
    better_auth_migrations (owner, version) {
        owner -> Text,
        version -> Text,
    }
}

/// One migration to be run up or down.
struct Step {
    name: MigrationName,
    sql: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Nullable<BigInt>)]
    answer: Option<i64>,
}

#[async_trait]
impl Migrator for DieselAdapter {
    async fn applied_migrations(&self) -> Result<Vec<MigrationName>, StoreError> {
        let dialect = Dialect::of(self.backend());
        let rows: Vec<(String, String)> = with_conn!(self, read, |conn| {
            let table = diesel::sql_query(dialect.has_table).get_result::<Answer>(conn).await?;
            if table.answer.unwrap_or(0) == 0 {
                return Ok(Vec::new());
            }
            let rows = better_auth_migrations::table
                .select((better_auth_migrations::owner, better_auth_migrations::version))
                .order((better_auth_migrations::owner, better_auth_migrations::version));
            Ok(rows.load(conn).await?)
        })?;
        let name = |(owner, version)| MigrationName { owner, version };
        Ok(rows.into_iter().map(name).collect())
    }

    async fn migrate_up(
        &self,
        sets: &[MigrationSet],
    ) -> Result<Vec<MigrationName>, MigrationError> {
        let open = missing(sets, &self.applied_migrations().await?);
        let open: HashSet<_> = open.into_iter().collect();
        let mut steps = self.steps(sets, |script| script.up);
        steps.retain(|step| open.contains(&step.name));
        self.run(&steps, Direction::Up).await
    }

    async fn migrate_down(
        &self,
        sets: &[MigrationSet],
    ) -> Result<Vec<MigrationName>, MigrationError> {
        let applied: HashSet<_> = self.applied_migrations().await?.into_iter().collect();
        let mut steps = self.steps(sets, |script| script.down);
        steps.retain(|step| applied.contains(&step.name));
        steps.reverse();
        self.run(&steps, Direction::Down).await
    }
}

impl DieselAdapter {
    fn steps(&self, sets: &[MigrationSet], sql: fn(Script) -> &'static str) -> Vec<Step> {
        let script = |migration: &Migration| match self.backend() {
            Backend::Sqlite => migration.sqlite,
            Backend::Postgres => migration.postgres,
            Backend::Mysql => migration.mysql,
        };
        let steps = sets.iter().flat_map(|set| {
            set.migrations.iter().map(move |migration| Step {
                name: MigrationName {
                    owner: set.owner.to_owned(),
                    version: migration.version.to_owned(),
                },
                sql: sql(script(migration)),
            })
        });
        steps.collect()
    }

    /// Runs the steps one after the other. Another instance may run the same ones: of each, one
    /// runs it.
    async fn run(
        &self,
        steps: &[Step],
        direction: Direction,
    ) -> Result<Vec<MigrationName>, MigrationError> {
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let mut current = None;
        let ran = self.run_steps(steps, direction, &mut current).await;
        ran.map_err(|source| match current {
            Some(name) => MigrationError::Failed { name, source },
            None => MigrationError::Store(source),
        })
    }

    async fn run_steps(
        &self,
        steps: &[Step],
        direction: Direction,
        current: &mut Option<MigrationName>,
    ) -> StoreResult<Vec<MigrationName>> {
        let dialect = Dialect::of(self.backend());
        with_conn!(self, exclusive, |conn| {
            conn.batch_execute(dialect.prepare).await?;
            if let Some(lock) = dialect.lock {
                let locked = diesel::sql_query(lock).get_result::<Answer>(conn).await?;
                if locked.answer != Some(1) {
                    return Err(StoreError::Busy("another instance migrates".into()).into());
                }
            }
            let mut ran = Vec::new();
            for step in steps {
                *current = Some(step.name.clone());
                conn.batch_execute(dialect.begin).await?;
                conn.batch_execute(dialect.create_table).await?;
                let record =
                    better_auth_migrations::table.find((&step.name.owner, &step.name.version));
                let recorded: i64 = record.count().get_result(conn).await?;
                if (recorded == 0) == (direction == Direction::Up) {
                    for statement in statements(step.sql) {
                        conn.batch_execute(&statement).await?;
                    }
                    match direction {
                        Direction::Up => {
                            diesel::insert_into(better_auth_migrations::table)
                                .values((
                                    better_auth_migrations::owner.eq(&step.name.owner),
                                    better_auth_migrations::version.eq(&step.name.version),
                                ))
                                .execute(conn)
                                .await?;
                        }
                        Direction::Down => {
                            diesel::delete(record).execute(conn).await?;
                        }
                    }
                    ran.push(step.name.clone());
                }
                conn.batch_execute(dialect.commit).await?;
                *current = None;
            }
            if let Some(unlock) = dialect.unlock {
                conn.batch_execute(unlock).await?;
            }
            Ok(ran)
        })
    }
}
