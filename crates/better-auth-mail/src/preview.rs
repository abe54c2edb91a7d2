//! All mails as files, to look at.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use better_auth_core::Email;
use better_auth_core::mail::{MailError, Message, TemplateError, Templates};

use crate::compose::Composer;
use crate::sender::Sender;

/// The previews could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PreviewError {
    /// A file can not be written.
    #[error("{} can not be written: {source}", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A template does not fit.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A mail could not be put together.
    #[error(transparent)]
    Mail(#[from] MailError),
}

/// Writes one mail of each kind into a folder: `<kind>.eml` for a mail program, and its HTML part
/// as `<kind>.html` for a browser. Gives back what it wrote. Files of the same names are
/// replaced.
///
/// # Errors
/// [`PreviewError`].
pub fn preview(
    templates: &dyn Templates,
    app_name: &str,
    from: &Sender,
    folder: &Path,
) -> Result<Vec<PathBuf>, PreviewError> {
    fs::create_dir_all(folder).map_err(|source| unwritable(folder, source))?;
    let composer = Composer::new(from.clone());
    let to = Email::from_store("ada@example.com".to_owned());
    let mut written = Vec::new();
    for message in Message::samples() {
        let mail = templates.render(&to, app_name, &message)?;
        let stem = folder.join(message.kind());
        written.push(write(stem.with_extension("eml"), &composer.compose(&mail)?.formatted())?);
        if let Some(html) = &mail.html {
            written.push(write(stem.with_extension("html"), html.as_bytes())?);
        }
    }
    Ok(written)
}

fn write(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, PreviewError> {
    fs::write(&path, bytes).map_err(|source| unwritable(&path, source))?;
    Ok(path)
}

fn unwritable(path: &Path, source: io::Error) -> PreviewError {
    PreviewError::Unwritable { path: path.to_owned(), source }
}
