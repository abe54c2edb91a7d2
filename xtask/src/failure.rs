//! What ends a command: plain sentences for the person who started it.

use std::fmt;
use std::io;
use std::path::Path;

/// The reason why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    missing: bool,
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), missing: false }
    }

    /// A program that is not there and can not be had. On a developer's machine the rest goes on
    /// without it.
    pub(crate) fn missing(message: impl Into<String>) -> Self {
        Self { message: message.into(), missing: true }
    }

    /// Something that could not be done to a file or folder.
    pub(crate) fn file(action: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(format!("can not {action} {}: {error}", path.display()))
    }

    /// Whether a program is missing, as opposed to a check that failed.
    pub(crate) fn is_missing(&self) -> bool {
        self.missing
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::new(format!("unexpected JSON: {error}"))
    }
}
