//! What became of every row.

use std::fmt;

use serde::Serialize;

mod reason;

pub use reason::{Reason, Remark};

/// What an import did, or in a dry run would do.
///
/// It serialises with the names of the fields as they are here; reasons are in snake case. It holds
/// ids and no other content of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The tables that were read, in the order in which they were.
    pub tables: Vec<TableReport>,
    /// The tables of the source that were not read, and why.
    pub left: Vec<LeftTable>,
    /// What concerns the import as a whole.
    pub notes: Vec<Note>,
}

/// What became of the rows of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The name of the table in the source.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many were written, or in a dry run would be.
    pub taken: u64,
    /// How many were there already, as the source has them.
    pub already_there: u64,
    /// The ids of those that were there already and differ; they stayed as they were.
    pub changed: Vec<String>,
    /// The rows that were not taken.
    pub skipped: Vec<SkippedRow>,
    /// The rows that were taken or there, with something about them that people should know.
    pub remarks: Vec<RemarkedRow>,
    /// Columns with values that were not taken.
    pub left_columns: Vec<LeftColumn>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedRow {
    /// The id of the row in the source.
    pub id: String,
    /// Why.
    pub reason: Reason,
    /// The column, or the row that stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A row that was not taken as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemarkedRow {
    /// The id of the row.
    pub id: String,
    /// What about it.
    pub remark: Remark,
}

/// A column that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftColumn {
    /// Its name in the source.
    pub column: String,
    /// How many rows have a value in it.
    pub rows: u64,
}

/// A table that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftTable {
    /// Its name in the source.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// Why.
    pub reason: Left,
}

/// Why a table was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Left {
    /// The database that is written has no table for it: the plugin is not on, or its migrations
    /// have not run.
    NoSuchTableHere,
    /// What it holds lives for minutes and is made anew: links in mails, challenges, counters.
    ShortLived,
    /// It has none of the columns that such a table has.
    NotOfTheOriginal,
    /// It belongs to the application, or to a plugin that there is not here.
    Unknown,
}

/// Something that concerns the import as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Note {
    /// The source has nothing that is encrypted, so its secret could not be checked.
    SecretNotChecked,
    /// The secret of the source is none of the server secrets: cookies of the original open no
    /// session here, because their signatures are not known.
    CookiesNotAccepted,
}

impl Report {
    /// How many rows were written, or in a dry run would be.
    pub fn taken(&self) -> u64 {
        self.tables.iter().map(|table| table.taken).sum()
    }

    /// How many rows were not taken.
    pub fn skipped(&self) -> usize {
        self.tables.iter().map(|table| table.skipped.len()).sum()
    }

    /// What became of a table, by its name in the source.
    pub fn table(&self, name: &str) -> Option<&TableReport> {
        self.tables.iter().find(|table| table.table == name)
    }
}

/// Writes counts by reason, for people. Who wants the ids serialises the report.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken = if self.dry_run { "would be taken" } else { "taken" };
        for table in &self.tables {
            write!(f, "{}: {} rows, {} {taken}", table.table, table.rows, table.taken)?;
            writeln!(f, ", {} already there", table.already_there)?;
            table.write_details(f)?;
        }
        for left in &self.left {
            writeln!(f, "{}: {} rows left: {}", left.table, left.rows, left.reason)?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}

impl TableReport {
    fn write_details(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.changed.is_empty() {
            writeln!(f, "  {} already there and different: left as they are", self.changed.len())?;
        }
        for (reason, count) in counted(self.skipped.iter().map(|row| row.reason)) {
            writeln!(f, "  {count} skipped: {reason}")?;
        }
        for (remark, count) in counted(self.remarks.iter().map(|row| row.remark)) {
            writeln!(f, "  {count}: {remark}")?;
        }
        for left in &self.left_columns {
            writeln!(f, "  the column {} of {} rows is not taken", left.column, left.rows)?;
        }
        Ok(())
    }
}

fn counted<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for one in all {
        match counts.iter_mut().find(|(known, _)| *known == one) {
            Some((_, count)) => *count += 1,
            None => counts.push((one, 1)),
        }
    }
    counts
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchTableHere => {
                "there is no table for it here; switch the plugin on, and migrate"
            }
            Self::ShortLived => "it is short-lived, and made anew",
            Self::NotOfTheOriginal => "it has not the columns that it should have",
            Self::Unknown => "it is not known here",
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SecretNotChecked => {
                "Nothing in the source is encrypted, so its secret could not be checked."
            }
            Self::CookiesNotAccepted => {
                "The secret of the source is none of the server secrets: people have to sign in \
                 again. Add it as an older secret to keep their sessions."
            }
        })
    }
}
