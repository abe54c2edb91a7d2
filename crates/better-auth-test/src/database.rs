//! What an operator, or a thief, does to the database itself.

use better_auth_core::store::StoreResult;
use better_auth_diesel::{Backend, DieselAdapter, with_conn};
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

pub(crate) async fn execute(adapter: &DieselAdapter, sql: &str) -> StoreResult<u64> {
    with_conn!(adapter, write, |conn| {
        let rows = sql_query(sql).execute(conn).await?;
        Ok(u64::try_from(rows).unwrap_or(u64::MAX))
    })
}

/// `sql` ends the query after `SELECT COUNT(*) AS count`.
pub(crate) async fn count(adapter: &DieselAdapter, sql: &str) -> StoreResult<i64> {
    let sql = format!("SELECT COUNT(*) AS count {sql}");
    with_conn!(adapter, read, |conn| {
        let found: Count = sql_query(&sql).get_result(conn).await?;
        Ok(found.count)
    })
}

pub(crate) async fn columns_with(adapter: &DieselAdapter, text: &str) -> StoreResult<Vec<String>> {
    let mut found = Vec::new();
    for Column { table_name, column_name } in columns(adapter).await? {
        let hits = hits(adapter.backend(), &table_name, &column_name, text);
        if count(adapter, &hits).await? > 0 {
            found.push(format!("{table_name}.{column_name}"));
        }
    }
    Ok(found)
}

async fn columns(adapter: &DieselAdapter) -> StoreResult<Vec<Column>> {
    let sql = match adapter.backend() {
        Backend::Sqlite => {
            "SELECT m.name AS table_name, p.name AS column_name \
             FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
        }
        Backend::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public'"
        }
        Backend::Mysql => {
            "SELECT table_name AS table_name, column_name AS column_name \
             FROM information_schema.columns WHERE table_schema = DATABASE()"
        }
    };
    with_conn!(adapter, read, |conn| { Ok(sql_query(sql).load(conn).await?) })
}

pub(crate) async fn user_columns_without_cascade(
    adapter: &DieselAdapter,
) -> StoreResult<Vec<String>> {
    let sql = match adapter.backend() {
        Backend::Sqlite => {
            "SELECT m.name AS table_name, c.name AS column_name \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
             AND (c.name = 'user_id' OR c.name LIKE '%!_user!_id' ESCAPE '!') AND NOT EXISTS ( \
                 SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k.\"from\" = c.name \
                 AND k.\"table\" = 'users' AND k.on_delete = 'CASCADE') ORDER BY 1, 2"
        }
        Backend::Postgres => {
            "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c \
             WHERE c.table_schema = 'public' \
             AND (c.column_name = 'user_id' OR c.column_name LIKE '%!_user!_id' ESCAPE '!') \
             AND NOT EXISTS ( \
                 SELECT 1 FROM pg_constraint k JOIN pg_attribute a \
                 ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) \
                 WHERE k.conrelid = format('public.%I', c.table_name)::regclass \
                 AND a.attname = c.column_name AND k.contype = 'f' \
                 AND k.confrelid = 'public.users'::regclass AND k.confdeltype = 'c') ORDER BY 1, 2"
        }
        Backend::Mysql => {
            "SELECT c.table_name AS table_name, c.column_name AS column_name \
             FROM information_schema.columns c WHERE c.table_schema = DATABASE() \
             AND (c.column_name = 'user_id' OR c.column_name LIKE '%!_user!_id' ESCAPE '!') \
             AND NOT EXISTS ( \
                 SELECT 1 FROM information_schema.key_column_usage k \
                 JOIN information_schema.referential_constraints r \
                 ON r.constraint_schema = k.constraint_schema \
                 AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name \
                 WHERE k.table_schema = DATABASE() AND k.table_name = c.table_name \
                 AND k.column_name = c.column_name AND k.referenced_table_name = 'users' \
                 AND r.delete_rule = 'CASCADE') ORDER BY 1, 2"
        }
    };
    let found: Vec<Column> =
        with_conn!(adapter, read, |conn| { Ok(sql_query(sql).load(conn).await?) })?;
    let name = |column: Column| format!("{}.{}", column.table_name, column.column_name);
    Ok(found.into_iter().map(name).collect())
}

fn hits(backend: Backend, table: &str, column: &str, text: &str) -> String {
    let text = text.replace('\'', "''");
    match backend {
        Backend::Sqlite => {
            format!("FROM \"{table}\" WHERE INSTR(CAST(\"{column}\" AS TEXT), '{text}') > 0")
        }
        Backend::Postgres => {
            format!("FROM \"{table}\" WHERE STRPOS(CAST(\"{column}\" AS TEXT), '{text}') > 0")
        }
        Backend::Mysql => {
            let text = text.replace('\\', "\\\\");
            format!("FROM `{table}` WHERE INSTR(CAST(`{column}` AS CHAR), '{text}') > 0")
        }
    }
}
