//! Every owner's migrations exist for every database: same versions, up and down.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::failure::Result;
use crate::project::{self, Project};
use crate::tidy::Findings;

const BACKENDS: [&str; 3] = ["sqlite", "postgres", "mysql"];

pub(crate) fn check(project: &Project) -> Result<Findings> {
    let mut findings = Findings::new();
    for owner in project::entries(&project.path("migrations"))? {
        if owner.is_dir() {
            check_owner(project, &owner, &mut findings)?;
            check_link(project, &owner, &mut findings);
        }
    }
    Ok(findings)
}

fn check_owner(project: &Project, owner: &Path, findings: &mut Findings) -> Result<()> {
    let mut all = BTreeSet::new();
    for backend in BACKENDS {
        all.extend(versions(&owner.join(backend))?);
    }
    for backend in BACKENDS {
        for version in &all {
            for file in ["up.sql", "down.sql"] {
                let path = owner.join(backend).join(version).join(file);
                if !has_statement(&path) {
                    findings.push(format!("{}: missing or empty", project.relative(&path)));
                }
            }
        }
    }
    if all.is_empty() {
        findings.push(format!("{}: has no migrations", project.relative(owner)));
    }
    Ok(())
}

fn versions(backend: &Path) -> Result<Vec<String>> {
    let folders = project::entries(backend)?.into_iter().filter(|path| path.is_dir());
    Ok(folders.map(|path| project::file_name(&path)).collect())
}

/// Whether a file has anything besides comments.
fn has_statement(path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with("--"))
}

/// The crate's own link, through which its SQL is compiled in and packed.
fn check_link(project: &Project, owner: &Path, findings: &mut Findings) {
    let name = project::file_name(owner);
    let link = project.path(&format!("crates/better-auth-{name}/migrations"));
    let wanted = format!("../../migrations/{name}");
    if fs::read_link(&link).ok().as_deref() != Some(Path::new(&wanted)) {
        findings.push(format!("{}: must be a link to {wanted}", project.relative(&link)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        for backend in BACKENDS {
            let version =
                folder.path().join("migrations/invoice").join(backend).join("0001_create");
            for file in ["up.sql", "down.sql"] {
                project::write(&version.join(file), "-- why\nSELECT 1;\n").unwrap();
            }
        }
        let home = folder.path().join("crates/better-auth-invoice");
        fs::create_dir_all(&home).unwrap();
        std::os::unix::fs::symlink("../../migrations/invoice", home.join("migrations")).unwrap();
        let project = Project::at(folder.path());
        (folder, project)
    }

    #[test]
    fn complete_migrations_pass() {
        let (_folder, project) = workspace();
        assert_eq!(check(&project).unwrap(), Findings::new());
    }

    #[test]
    fn a_version_that_one_database_lacks_is_found() {
        let (_folder, project) = workspace();
        let version = project.path("migrations/invoice/mysql/0001_create");
        fs::remove_dir_all(version).unwrap();
        assert_eq!(
            check(&project).unwrap(),
            [
                "migrations/invoice/mysql/0001_create/up.sql: missing or empty",
                "migrations/invoice/mysql/0001_create/down.sql: missing or empty",
            ]
        );
    }

    #[test]
    fn a_file_with_nothing_but_comments_is_found() {
        let (_folder, project) = workspace();
        let path = "migrations/invoice/sqlite/0001_create/down.sql";
        project::write(&project.path(path), "-- later\n").unwrap();
        assert_eq!(check(&project).unwrap(), [format!("{path}: missing or empty")]);
    }

    #[test]
    fn a_crate_without_its_link_is_found() {
        let (_folder, project) = workspace();
        fs::remove_file(project.path("crates/better-auth-invoice/migrations")).unwrap();
        assert_eq!(check(&project).unwrap().len(), 1);
    }
}
