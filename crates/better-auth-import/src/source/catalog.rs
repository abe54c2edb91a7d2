//! Which tables and columns the source has, and how they are read.
//!
//! Each row comes as one JSON text that the database makes of whatever columns there are: so one
//! way of reading serves both kinds of database and every set of plugins.

use std::borrow::Cow;

use crate::value::{Statement, ThreeTexts, Value};

/// Table, column, type.
pub(super) const SQLITE: &str = "SELECT m.name AS one, p.name AS two, p.type AS three \
     FROM sqlite_master m JOIN pragma_table_info(m.name) p \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY 1, p.cid";

pub(super) const POSTGRES: &str = "SELECT c.table_name::text AS one, c.column_name::text AS two, \
     c.udt_name::text AS three FROM information_schema.columns c \
     WHERE c.table_schema = current_schema() ORDER BY 1, c.ordinal_position";

/// A question to the source; at most one value is bound in its middle.
pub(super) struct Select {
    head: Cow<'static, str>,
    after: Option<Value>,
    tail: String,
}

impl Select {
    pub(super) fn all(sql: impl Into<Cow<'static, str>>) -> Self {
        Self { head: sql.into(), after: None, tail: String::new() }
    }

    pub(super) fn statement(&self) -> Statement<'_> {
        let mut statement = Statement::new(self.head.to_string());
        if let Some(after) = &self.after {
            statement.bind(after);
        }
        statement.sql(self.tail.clone())
    }
}

/// Every table of the source.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    tables: Vec<Table>,
}

/// A table of the source.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: String,
    plain: String,
    kind: String,
}

/// A name without what writers of schemas do to it: `emailVerified` and `email_verified` are one.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|&c| c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

impl Catalog {
    pub(super) fn new(columns: Vec<ThreeTexts>) -> Self {
        let mut tables: Vec<Table> = Vec::new();
        for ThreeTexts { one: table, two: name, three: kind } in columns {
            let column = Column { plain: plain(&name), name, kind };
            match tables.last_mut().filter(|last| last.name == table) {
                Some(last) => last.columns.push(column),
                None => tables.push(Table { name: table, columns: vec![column] }),
            }
        }
        Self { tables }
    }

    /// The table of that name; else one that is spelled like it, else one in the plural.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        let (single, plural) = (plain(name), format!("{}s", plain(name)));
        let find = |fits: &dyn Fn(&str) -> bool| self.tables.iter().find(|it| fits(&it.name));
        find(&|it| it == name)
            .or_else(|| find(&|it| plain(it) == single))
            .or_else(|| find(&|it| plain(it) == plural))
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter()
    }
}

impl Table {
    /// Whether there is that column.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.find(column).is_some()
    }

    /// The names of the columns, as they are spelled.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// A column for SQL, `NULL` if there is none.
    pub(crate) fn column(&self, of: &str, name: &str) -> String {
        let column = self.find(name);
        column.map_or_else(|| "NULL".to_owned(), |it| format!("{of}.{}", quoted(&it.name)))
    }

    pub(crate) fn quoted(&self) -> String {
        quoted(&self.name)
    }

    fn find(&self, name: &str) -> Option<&Column> {
        let wanted = plain(name);
        let exact = self.columns.iter().find(|column| column.name == name);
        exact.or_else(|| self.columns.iter().find(|column| column.plain == wanted))
    }

    pub(super) fn count(&self, condition: &str) -> String {
        let table = self.quoted();
        let all =
            format!("SELECT CAST(COUNT(*) AS TEXT) AS one, '' AS two, '' AS three FROM {table}");
        format!("{all} t WHERE {condition}")
    }

    pub(super) fn page(
        &self,
        is_file: bool,
        after: Option<&str>,
        extra: Option<&str>,
        limit: usize,
    ) -> Select {
        let id = self.column("t", "id");
        let rows = if is_file { self.sqlite_row(extra) } else { self.postgres_row(extra) };
        let (rows, from) = rows;
        let head = format!(
            "SELECT {rows} AS one, '' AS two, '' AS three FROM {from} WHERE {id} IS NOT NULL"
        );
        let tail = format!(" ORDER BY {id} LIMIT {limit}");
        match after {
            None => Select { head: head.into(), after: None, tail },
            Some(after) => {
                let kind = self.find("id").filter(|_| !is_file).map(|it| quoted(&it.kind));
                let cast = kind.map(|kind| format!("::{kind}")).unwrap_or_default();
                Select {
                    head: format!("{head} AND {id} > ").into(),
                    after: Some(Value::from(after)),
                    tail: format!("{cast}{tail}"),
                }
            }
        }
    }

    /// JSON has no bytes: they come as hex.
    fn sqlite_row(&self, extra: Option<&str>) -> (String, String) {
        let pair = |name: &str| {
            let column = format!("t.{}", quoted(name));
            let value =
                format!("CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {column} END");
            format!("'{}', {value}", name.replace('\'', "''"))
        };
        let mut pairs: Vec<_> = self.columns().map(pair).collect();
        pairs.extend(extra.map(|sql| format!("'extra', {sql}")));
        (format!("json_object({})", pairs.join(", ")), format!("{} t", self.quoted()))
    }

    fn postgres_row(&self, extra: Option<&str>) -> (String, String) {
        let extra = extra.map(|sql| format!(", {sql} AS extra")).unwrap_or_default();
        let from = format!("(SELECT t.*{extra} FROM {} t) t", self.quoted());
        ("row_to_json(t)::text".to_owned(), from)
    }
}

/// A name for SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
