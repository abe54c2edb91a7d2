//! Where the workspace is, and how its files are read and written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};

/// The workspace that the command works on.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
    ci: bool,
}

impl Project {
    /// Finds the workspace around this crate. `CI=true` in the environment makes whatever can
    /// not be had a failure.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here.parent().map(Path::to_owned).ok_or_else(|| {
            Failure::new("the workspace was not found; call it as `cargo xtask` inside of it")
        })?;
        let ci = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
        Ok(Self { root, ci })
    }

    #[cfg(test)]
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned(), ci: false }
    }

    /// Treats the run as one of CI.
    pub(crate) fn in_ci(mut self) -> Self {
        self.ci = true;
        self
    }

    pub(crate) fn ci(&self) -> bool {
        self.ci
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// `path` as it is written inside the workspace.
    pub(crate) fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// A command that runs in the workspace's root.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The cargo that runs this program, with what CI asks of it.
    ///
    /// It does not learn that a cargo started it: build scripts watch the variables about the
    /// package in hand, and everything above `ring` would be compiled anew each time.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = self.command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name);
            }
        }
        if self.ci {
            command.env("CARGO_INCREMENTAL", "0").env("CARGO_TERM_COLOR", "never");
        }
        command
    }
}

/// Reads a text file.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))
}

/// Writes a text file, and the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    fs::write(path, text).map_err(|error| Failure::file("write", path, &error))
}

/// Makes a folder, and those above it.
pub(crate) fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|error| Failure::file("create", path, &error))
}

/// The entries of a folder in the order of their names; none if there is no such folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |error| Failure::file("list", folder, &error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The last part of a path, as text.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
