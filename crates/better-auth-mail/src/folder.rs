//! Mails as files, for development.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use better_auth_core::mail::{Mail, MailError, Mailer};
use better_auth_core::{Clock, Random};

use crate::compose::Composer;
use crate::sender::Sender;

/// Writes each mail as a file `<milliseconds>-<id>.eml` into a folder, for development: a mail
/// program opens it, and its text part can be read as it is.
///
/// A file appears whole or not at all. On Unix only its owner can read it: a mail holds
/// credentials.
///
/// # Protects from
/// Other users of the machine who read the mails, and programs that read half a file.
///
/// # Does not protect from
/// Whoever may read the folder as you: this is no mailer for production.
#[derive(Debug, Clone)]
pub struct FolderMailer {
    folder: PathBuf,
    composer: Composer,
}

/// The folder can not take mails.
#[derive(Debug, thiserror::Error)]
#[error("mails can not be written into the folder {}: {source}", folder.display())]
pub struct FolderError {
    folder: PathBuf,
    source: io::Error,
}

impl FolderMailer {
    /// Makes the folder if it is not there, and tries whether it can be written.
    ///
    /// # Errors
    /// [`FolderError`], which names the folder and the reason.
    pub fn new(folder: impl Into<PathBuf>, from: Sender) -> Result<Self, FolderError> {
        let mailer = Self { folder: folder.into(), composer: Composer::new(from) };
        let failed = |source| FolderError { folder: mailer.folder.clone(), source };
        create_folder(&mailer.folder).map_err(failed)?;
        let trial = mailer.folder.join(format!(".trial-{}", std::process::id()));
        let _ = fs::remove_file(&trial);
        create(&trial).map_err(failed)?;
        fs::remove_file(&trial).map_err(failed)?;
        Ok(mailer)
    }

    /// Where the mails are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The clock, for tests. Default: the machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.composer.clock = Arc::new(clock);
        self
    }

    /// The source of randomness, for tests. Default: the operating system's.
    #[must_use]
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.composer.random = Arc::new(random);
        self
    }

    fn failed(&self, source: io::Error) -> MailError {
        MailError::temporary(FolderError { folder: self.folder.clone(), source })
    }
}

#[async_trait]
impl Mailer for FolderMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let bytes = self.composer.compose(&mail)?.formatted();
        let millis = self.composer.clock.now().as_millis();
        let name = format!("{millis}-{}.eml", self.composer.text(8)?);
        let folder = self.folder.clone();
        let task = move || write_whole(&folder, &name, &bytes);
        match tokio::task::spawn_blocking(task).await {
            Ok(written) => written.map_err(|error| self.failed(error)),
            Err(error) => Err(self.failed(io::Error::other(error))),
        }
    }
}

/// Under a name that no reader looks for first, then under its own.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let hidden = folder.join(format!(".{name}.part"));
    let written = create(&hidden)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&hidden, folder.join(name)));
    if written.is_err() {
        let _ = fs::remove_file(&hidden);
    }
    written
}

/// A new file that only its owner can read.
fn create(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
