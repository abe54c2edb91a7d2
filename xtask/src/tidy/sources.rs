//! The Rust files of the workspace, read once for all checks.

use std::path::Path;

use crate::failure::Result;
use crate::project::{self, Project};
use crate::tidy::Findings;

/// A Rust file.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// From the workspace's root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// The lines with their numbers, without comments. A string that holds `//` loses its end,
    /// which no check minds.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
    }
}

/// Every Rust file under `crates`, `examples` and `xtask`.
pub(crate) fn collect(project: &Project) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for folder in ["crates", "examples", "xtask/src"] {
        walk(project, &project.path(folder), &mut sources)?;
    }
    Ok(sources)
}

fn walk(project: &Project, folder: &Path, sources: &mut Vec<Source>) -> Result<()> {
    for path in project::entries(folder)? {
        let name = project::file_name(&path);
        if path.is_dir() && name != "target" && name != "node_modules" {
            walk(project, &path, sources)?;
        } else if name.ends_with(".rs") {
            let text = project::read(&path)?;
            sources.push(Source { path: project.relative(&path).replace('\\', "/"), text });
        }
    }
    Ok(())
}

/// A module `foo` is `foo.rs` beside the folder `foo`, so that a file's name says what it is.
pub(crate) fn no_mod_rs(sources: &[Source]) -> Findings {
    let named_mod = sources.iter().filter(|source| source.path.ends_with("/mod.rs"));
    let finding = |source: &Source| {
        let better = source.path.trim_end_matches("/mod.rs");
        format!("{}: call it {better}.rs", source.path)
    };
    named_mod.map(finding).collect()
}

#[cfg(test)]
pub(crate) fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mod_rs_is_found() {
        let sources = [source("crates/a/src/b/mod.rs", ""), source("crates/a/src/c.rs", "")];
        assert_eq!(no_mod_rs(&sources), ["crates/a/src/b/mod.rs: call it crates/a/src/b.rs"]);
    }

    #[test]
    fn code_is_what_is_no_comment() {
        let source = source("a.rs", "//! About\nlet a = 1; // why\n");
        assert_eq!(source.code().collect::<Vec<_>>(), [(1, ""), (2, "let a = 1; ")]);
    }
}
