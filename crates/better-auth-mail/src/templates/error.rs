use std::io;
use std::path::{Path, PathBuf};

use crate::templates::engine;

/// A template can not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HtmlTemplatesError {
    /// No message is called so.
    #[error("there is no message {0:?}; HtmlTemplates lists them")]
    UnknownKind(String),
    /// The template does not compile, or can not be rendered.
    #[error("{name}: {problem}")]
    Template {
        /// The template, as `reset-password.html`.
        name: String,
        /// What is wrong, and in which line.
        problem: String,
    },
    /// A file can not be read.
    #[error("the template {} can not be read: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file in the folder means nothing.
    #[error("{}: there is no such template; HtmlTemplates::with_folder says how to call it", .0.display())]
    UnknownFile(PathBuf),
}

impl HtmlTemplatesError {
    pub(super) fn template(name: String, error: &minijinja::Error) -> Self {
        Self::Template { name, problem: engine::located(error) }
    }

    pub(super) fn unknown_value(name: &str, value: String, known: &[&str]) -> Self {
        let problem = format!("there is no value {value:?}; there are {}", known.join(", "));
        Self::Template { name: name.to_owned(), problem }
    }

    pub(super) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), source }
    }
}
