//! The database that is written.
//!
//! Ids are kept, which no store of the house does, and rows go in by the hundred: so the tables are
//! written here, by the names of their columns. Whatever the names, values are bound.

use std::collections::{HashMap, HashSet};

use better_auth_core::migration::{MigrationError, MigrationSet, Migrator as _};
use better_auth_core::store::StoreResult;
use better_auth_diesel::{Backend, DieselAdapter, with_conn};
use diesel_async::RunQueryDsl;

use crate::target::{Cell, Row, Target, Unique};
use crate::value::{Statement, ThreeTexts, Value};

/// How many rows one question compares; the depth of an expression is bounded.
const COMPARED: usize = 100;

/// The table in which is remembered what was taken.
const REMEMBERED: &str = "imported_rows";

const MIGRATIONS: MigrationSet = better_auth_core::migrations!("import", "0001_create");

/// Where the rows go.
#[derive(Debug)]
pub(crate) struct Destination<'a>(&'a DieselAdapter);

impl<'a> Destination<'a> {
    pub(crate) fn new(adapter: &'a DieselAdapter) -> Self {
        Self(adapter)
    }

    /// Whether there is a table of that name.
    pub(crate) async fn has_table(&self, table: &str) -> StoreResult<bool> {
        let name = Value::from(table);
        let mut statement = Statement::new(match self.0.backend() {
            Backend::Sqlite => {
                "SELECT name AS one, '' AS two, '' AS three FROM sqlite_master \
                 WHERE type = 'table' AND name = "
            }
            Backend::Postgres => {
                "SELECT table_name::text AS one, '' AS two, '' AS three \
                 FROM information_schema.tables \
                 WHERE table_schema = ANY (current_schemas(false)) AND table_name = "
            }
            Backend::Mysql => {
                "SELECT table_name AS one, '' AS two, '' AS three FROM information_schema.tables \
                 WHERE table_schema = DATABASE() AND table_name = "
            }
        });
        statement.bind(&name);
        Ok(!self.texts(statement).await?.is_empty())
    }

    /// Which of these there are.
    pub(crate) async fn existing(
        &self,
        table: &'static str,
        key: &'static str,
        ids: impl Iterator<Item = &str>,
    ) -> StoreResult<HashSet<String>> {
        let ids: Vec<Value> = ids.map(Value::from).collect();
        if ids.is_empty() {
            return Ok(HashSet::new());
        }
        let head =
            format!("SELECT {key} AS one, '' AS two, '' AS three FROM {table} WHERE {key} IN ");
        let mut statement = Statement::new(head);
        statement.list(&ids);
        Ok(self.texts(statement).await?.into_iter().map(|row| row.one).collect())
    }

    /// Which of these rows are there as they would be written.
    pub(crate) async fn unchanged(
        &self,
        target: &Target,
        rows: &[&Row],
    ) -> StoreResult<HashSet<String>> {
        let mut same = HashSet::new();
        let Target { table, key, .. } = target;
        for chunk in rows.chunks(COMPARED) {
            let head = format!("SELECT {key} AS one, '' AS two, '' AS three FROM {table} WHERE ");
            let compared = chunk.iter().map(|row| {
                let cells = row.cells.iter().filter(|cell| cell.compared);
                cells.map(|cell| (cell.column, &cell.value))
            });
            let found = self.texts(any_of(head, compared)).await?;
            same.extend(found.into_iter().map(|row| row.one));
        }
        Ok(same)
    }

    /// Who has what these rows want for themselves.
    pub(crate) async fn holders(
        &self,
        target: &Target,
        unique: &Unique,
        keys: &HashSet<Vec<String>>,
    ) -> StoreResult<HashMap<Vec<String>, String>> {
        let (first, second) = match *unique.columns {
            [first, second] => (first, second),
            [first] => (first, "''"),
            _ => return Ok(HashMap::new()),
        };
        let value = |text: &String| Value::from(text.as_str());
        let keys: Vec<Vec<Value>> =
            keys.iter().map(|key| key.iter().map(value).collect()).collect();
        let mut holders = HashMap::new();
        let Target { table, key, .. } = target;
        for chunk in keys.chunks(COMPARED) {
            let columns = format!("SELECT {key} AS one, {first} AS two, {second} AS three");
            let wanted = chunk.iter().map(|key| unique.columns.iter().copied().zip(key));
            let statement = any_of(format!("{columns} FROM {table} WHERE "), wanted);
            for ThreeTexts { one, two, three } in self.texts(statement).await? {
                let key = if unique.columns.len() == 2 { vec![two, three] } else { vec![two] };
                holders.insert(key, one);
            }
        }
        Ok(holders)
    }

    /// Makes the table in which is remembered what was taken.
    pub(crate) async fn prepare(&self) -> Result<(), MigrationError> {
        self.0.migrate_up(&[MIGRATIONS]).await?;
        Ok(())
    }

    /// Which of these were taken by an earlier import.
    pub(crate) async fn remembered(
        &self,
        target: &Target,
        keys: impl Iterator<Item = &str>,
    ) -> StoreResult<HashSet<String>> {
        let keys: Vec<Value> = keys.map(Value::from).collect();
        if keys.is_empty() || !self.has_table(REMEMBERED).await? {
            return Ok(HashSet::new());
        }
        let kind = Value::from(target.table);
        let mut statement = Statement::new(
            "SELECT row_id AS one, '' AS two, '' AS three FROM imported_rows WHERE kind = ",
        );
        statement.bind(&kind);
        statement.push(" AND row_id IN ");
        statement.list(&keys);
        Ok(self.texts(statement).await?.into_iter().map(|row| row.one).collect())
    }

    /// Inserts rows with what comes with them, and remembers them; all or none.
    pub(crate) async fn insert(&self, target: &Target, rows: &[&Row]) -> StoreResult<()> {
        let &[first, ..] = rows else { return Ok(()) };
        let table = target.table;
        let taken: Vec<Vec<Cell>> = rows
            .iter()
            .filter_map(|row| row.get(target.key))
            .map(|key| memory(table, key))
            .collect();
        with_conn!(self.0, transaction, |conn| {
            let own = insertion(table, &first.cells, rows.iter().map(|row| &row.cells));
            own.execute(conn).await?;
            let remembered = insertion(REMEMBERED, &memory(table, ""), taken.iter());
            remembered.execute(conn).await?;
            for (table, cells) in rows.iter().flat_map(|row| row.children.iter()) {
                insertion(table, cells, std::iter::once(cells)).execute(conn).await?;
            }
            Ok(())
        })
    }

    async fn texts(&self, statement: Statement<'_>) -> StoreResult<Vec<ThreeTexts>> {
        // A statement is used once, and a read may be repeated: it is only lent.
        let statement = &statement;
        with_conn!(self.0, read, |conn| { Ok(statement.load(conn).await?) })
    }
}

/// `head` and `(a = … AND b = …) OR (…)`.
fn any_of<'v, C>(head: String, rows: impl Iterator<Item = C>) -> Statement<'v>
where
    C: Iterator<Item = (&'static str, &'v Value)>,
{
    let mut statement = Statement::new(head);
    for (at, row) in rows.enumerate() {
        statement.push(if at == 0 { "(" } else { " OR (" });
        for (place, (column, value)) in row.enumerate() {
            statement.push(if place == 0 { "" } else { " AND " });
            statement.equals(column, value);
        }
        statement.push(")");
    }
    statement
}

/// A row that says what was taken.
fn memory(table: &str, key: &str) -> Vec<Cell> {
    Row::new("").text("kind", table).text("row_id", key).cells
}

fn insertion<'v>(
    table: &str,
    columns: &[Cell],
    rows: impl Iterator<Item = &'v Vec<Cell>>,
) -> Statement<'v> {
    let columns: Vec<_> = columns.iter().map(|cell| cell.column).collect();
    let mut statement =
        Statement::new(format!("INSERT INTO {table} ({}) VALUES ", columns.join(", ")));
    for (at, cells) in rows.enumerate() {
        statement.push(if at == 0 { "" } else { ", " });
        statement.list(cells.iter().map(|cell| &cell.value));
    }
    statement
}
