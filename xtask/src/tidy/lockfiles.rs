//! A lock file of npm names no registry: everybody installs from the one that is set up for them.

use std::path::Path;

use crate::failure::Result;
use crate::project::{self, Project};
use crate::tidy::Findings;

pub(crate) fn check(project: &Project) -> Result<Findings> {
    let mut findings = Findings::new();
    for folder in ["xtask", "examples", "docs"] {
        walk(project, &project.path(folder), &mut findings)?;
    }
    Ok(findings)
}

fn walk(project: &Project, folder: &Path, findings: &mut Findings) -> Result<()> {
    for path in project::entries(folder)? {
        let name = project::file_name(&path);
        if path.is_dir() && name != "node_modules" && name != "target" {
            walk(project, &path, findings)?;
        } else if name == "package-lock.json"
            && project::read(&path)?.contains("\"resolved\": \"http")
        {
            let path = project.relative(&path);
            findings.push(format!("{path}: names a registry; set omit-lockfile-registry-resolved=true in .npmrc and run npm install"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_in_a_lock_file_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::at(folder.path());
        let lock = |name: &str, text| {
            project::write(&project.path(&format!("examples/{name}/package-lock.json")), text)
                .unwrap();
        };
        lock("good", r#"{ "integrity": "sha512-x" }"#);
        assert_eq!(check(&project).unwrap(), Findings::new());
        lock("bad", r#"{ "resolved": "https://registry.example/x" }"#);
        assert_eq!(check(&project).unwrap().len(), 1);
    }
}
