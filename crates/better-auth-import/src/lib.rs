#![doc = include_str!("../README.md")]

mod check;
mod destination;
mod error;
mod import;
pub mod kinds;
mod report;
mod run;
mod secrets;
mod source;
mod tables;
mod target;
mod value;

pub use error::ImportError;
pub use import::{Import, Progress};
pub use report::{
    Left, LeftColumn, LeftTable, Note, Reason, Remark, RemarkedRow, Report, SkippedRow, TableReport,
};
pub use source::Source;
