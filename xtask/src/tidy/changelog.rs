//! Who changes a crate tells its users in CHANGELOG.md.

use std::process::Command;

use crate::project::Project;
use crate::tidy::Findings;

/// Compares with the branch that the change goes to, or else with the last release. Without
/// either there is nothing to compare with, and nothing to find.
pub(crate) fn check(project: &Project) -> Findings {
    let head = git(project, &["rev-parse", "HEAD"]);
    let base = git(project, &["merge-base", "HEAD", "origin/main"])
        .filter(|base| Some(base) != head.as_ref())
        .or_else(|| git(project, &["describe", "--tags", "--abbrev=0"]));
    let changed = base.and_then(|base| git(project, &["diff", "--name-only", base.trim()]));
    changed.map(|changed| findings(&changed)).unwrap_or_default()
}

fn git(project: &Project, arguments: &[&str]) -> Option<String> {
    let mut command: Command = project.command("git");
    let output = command.args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn findings(changed: &str) -> Findings {
    let crates = changed.lines().find(|path| path.starts_with("crates/") && path.contains("/src/"));
    match crates {
        Some(path) if !changed.lines().any(|path| path == "CHANGELOG.md") => {
            vec![format!("{path} was changed, but not CHANGELOG.md: tell the users, in a sentence")]
        }
        _ => Findings::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_in_a_crate_asks_for_a_sentence() {
        assert_eq!(findings("README.md\ncrates/a/src/b.rs\n").len(), 1);
    }

    #[test]
    fn a_change_with_its_sentence_passes() {
        assert_eq!(findings("CHANGELOG.md\ncrates/a/src/b.rs\n"), Findings::new());
    }

    #[test]
    fn a_change_of_tests_or_docs_needs_none() {
        assert_eq!(findings("README.md\ncrates/a/tests/main.rs\n"), Findings::new());
    }
}
