//! Our tables, as far as an import writes them.

use better_auth_core::Timestamp;
use better_auth_core::random::RandomError;

use crate::report::{Reason, Remark};
use crate::source::BadValue;
use crate::value::Value;

/// A table of ours.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) table: &'static str,
    /// The column by which a row is there already.
    pub(crate) key: &'static str,
    pub(crate) uniques: &'static [Unique],
    pub(crate) parents: &'static [Parent],
}

/// A unique index over one or two columns of text; a null is equal to nothing.
#[derive(Debug)]
pub(crate) struct Unique {
    pub(crate) columns: &'static [&'static str],
    pub(crate) reason: Reason,
}

impl Unique {
    pub(crate) const fn new(columns: &'static [&'static str], reason: Reason) -> Self {
        Self { columns, reason }
    }
}

/// A column that refers to another table of ours.
#[derive(Debug)]
pub(crate) struct Parent {
    pub(crate) column: &'static str,
    pub(crate) table: &'static str,
}

pub(crate) const OF_USER: Parent = Parent { column: "user_id", table: "users" };

/// A row as it is to be written.
pub(crate) struct Row {
    /// The id in the source, for the report.
    pub(crate) id: String,
    pub(crate) cells: Vec<Cell>,
    /// Rows of other tables that come with it.
    pub(crate) children: Vec<(&'static str, Vec<Cell>)>,
    pub(crate) remarks: Vec<Remark>,
}

/// One column of a row.
pub(crate) struct Cell {
    pub(crate) column: &'static str,
    pub(crate) value: Value,
    /// Whether a difference means that the row has changed. What is sealed or made up differs each
    /// time.
    pub(crate) compared: bool,
}

/// Why a row is not written.
#[derive(Debug)]
pub(crate) struct Skip {
    pub(crate) reason: Reason,
    pub(crate) by: Option<String>,
}

impl Skip {
    pub(crate) fn by(reason: Reason, by: impl Into<String>) -> Self {
        Self { reason, by: Some(by.into()) }
    }
}

impl From<Reason> for Skip {
    fn from(reason: Reason) -> Self {
        Self { reason, by: None }
    }
}

/// Why a row did not come to be one of ours.
#[derive(Debug)]
pub(crate) enum Stop {
    Skip(Skip),
    Random(RandomError),
}

impl From<Skip> for Stop {
    fn from(skip: Skip) -> Self {
        Self::Skip(skip)
    }
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Self::Skip(reason.into())
    }
}

impl From<BadValue> for Stop {
    fn from(bad: BadValue) -> Self {
        Self::Skip(Skip::by(Reason::BadValue, bad.0))
    }
}

impl From<RandomError> for Stop {
    fn from(error: RandomError) -> Self {
        Self::Random(error)
    }
}

impl Row {
    pub(crate) fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), cells: Vec::new(), children: Vec::new(), remarks: Vec::new() }
    }

    #[must_use]
    pub(crate) fn text(self, column: &'static str, text: impl Into<String>) -> Self {
        self.cell(column, Value::Text(Some(text.into())))
    }

    #[must_use]
    pub(crate) fn maybe(self, column: &'static str, text: Option<String>) -> Self {
        self.cell(column, Value::Text(text))
    }

    #[must_use]
    pub(crate) fn flag(self, column: &'static str, truth: bool) -> Self {
        self.cell(column, Value::Bool(truth))
    }

    #[must_use]
    pub(crate) fn int(self, column: &'static str, number: Option<i64>) -> Self {
        self.cell(column, Value::Int(number))
    }

    #[must_use]
    pub(crate) fn time(self, column: &'static str, moment: Option<Timestamp>) -> Self {
        self.cell(column, Value::Time(moment.map(Timestamp::to_naive)))
    }

    #[must_use]
    pub(crate) fn cell(mut self, column: &'static str, value: Value) -> Self {
        self.cells.push(Cell { column, value, compared: true });
        self
    }

    /// The last column differs each time.
    #[must_use]
    pub(crate) fn uncompared(mut self) -> Self {
        if let Some(cell) = self.cells.last_mut() {
            cell.compared = false;
        }
        self
    }

    #[must_use]
    pub(crate) fn remark(mut self, remark: Option<Remark>) -> Self {
        self.remarks.extend(remark);
        self
    }

    pub(crate) fn get(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|cell| cell.column == column)?.value.as_text()
    }

    /// The values of those columns, unless one is null.
    pub(crate) fn key(&self, columns: &[&'static str]) -> Option<Vec<String>> {
        columns.iter().map(|column| self.get(column).map(str::to_owned)).collect()
    }
}
