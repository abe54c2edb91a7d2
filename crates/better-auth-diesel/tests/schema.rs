//! The schema as the catalog of the database tells it, one line for each column, index and
//! foreign key.

use std::path::Path;

use better_auth_diesel::{Backend, DieselAdapter, with_conn};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE: &str = "SELECT CAST(line AS TEXT) AS line FROM (
    SELECT t.name || ' column ' || c.name || ' ' || c.type
        || CASE WHEN c.\"notnull\" THEN ' not null' ELSE '' END
        || CASE WHEN c.pk > 0 THEN ' pk ' || c.pk ELSE '' END AS line
    FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'
    UNION ALL
    SELECT t.name || CASE WHEN i.\"unique\" THEN ' unique ' ELSE ' index ' END || i.name || ' ('
        || (SELECT group_concat(name, ', ') FROM pragma_index_info(i.name)) || ')'
    FROM sqlite_master t, pragma_index_list(t.name) i WHERE t.type = 'table'
    UNION ALL
    SELECT t.name || ' foreign key ' || f.\"from\" || ' -> ' || f.\"table\" || '.' || f.\"to\"
        || ' ' || f.on_delete
    FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
) ORDER BY line";

const POSTGRES: &str = "SELECT line FROM (
    SELECT table_name || ' column ' || column_name || ' ' || data_type
        || CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END AS line
    FROM information_schema.columns WHERE table_schema = current_schema()
    UNION ALL
    SELECT tablename || ' index ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL
    SELECT conrelid::regclass || ' constraint ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
) AS told ORDER BY line COLLATE \"C\"";

const MYSQL: &str = "SELECT CAST(line AS CHAR) AS line FROM (
    SELECT CONCAT(table_name, ' column ', column_name, ' ', column_type,
        IF(is_nullable = 'NO', ' not null', ''),
        IF(collation_name IS NULL, '', CONCAT(' ', collation_name))) AS line
    FROM information_schema.columns WHERE table_schema = DATABASE()
    UNION ALL
    SELECT CONCAT(table_name, IF(MAX(non_unique) = 0, ' unique ', ' index '), index_name, ' (',
        GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', '), ')')
    FROM information_schema.statistics WHERE table_schema = DATABASE()
    GROUP BY table_name, index_name
    UNION ALL
    SELECT CONCAT(table_name, ' foreign key ', constraint_name, ' -> ', referenced_table_name,
        ' ', delete_rule)
    FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()
) AS told ORDER BY CAST(line AS BINARY)";

pub(crate) async fn of(adapter: &DieselAdapter) -> String {
    let query = match adapter.backend() {
        Backend::Sqlite => SQLITE,
        Backend::Postgres => POSTGRES,
        Backend::Mysql => MYSQL,
    };
    let lines: Vec<Line> =
        with_conn!(adapter, read, |conn| { Ok(diesel::sql_query(query).load(conn).await?) })
            .unwrap();
    lines.into_iter().map(|line| line.line + "\n").collect()
}

/// Compares with `tests/schema/<backend>.txt`. With `UPDATE_SCHEMA=1` it writes the file instead.
pub(crate) fn assert_recorded(adapter: &DieselAdapter, schema: &str) {
    let name = format!("tests/schema/{}.txt", adapter.backend().feature());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, schema).unwrap();
    }
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(schema, recorded, "{name} differs; UPDATE_SCHEMA=1 records the schema anew");
}
