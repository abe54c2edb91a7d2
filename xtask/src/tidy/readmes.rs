//! Each crate under `crates` has a README, which is also its page in the documentation.

use crate::failure::Result;
use crate::metadata::Package;
use crate::project::{self, Project};
use crate::tidy::Findings;

const LINE: &str = "#![doc = include_str!(\"../README.md\")]";

pub(crate) fn check(project: &Project, packages: &[Package]) -> Result<Findings> {
    let home = project.path("crates");
    let mut findings = Findings::new();
    for package in packages.iter().filter(|package| package.folder.starts_with(&home)) {
        let (readme, root) = (package.folder.join("README.md"), package.folder.join("src/lib.rs"));
        if !readme.is_file() {
            findings.push(format!("{}: is missing", project.relative(&readme)));
        }
        if root.is_file() && !project::read(&root)?.contains(LINE) {
            findings.push(format!("{}: must begin with {LINE}", project.relative(&root)));
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(readme: bool, root: &str) -> Findings {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::at(folder.path());
        let home = project.path("crates/better-auth-invoice");
        if readme {
            project::write(&home.join("README.md"), "# better-auth-invoice").unwrap();
        }
        project::write(&home.join("src/lib.rs"), root).unwrap();
        let package = Package {
            name: "better-auth-invoice".into(),
            folder: home,
            features: Vec::new(),
            dependencies: Vec::new(),
        };
        check(&project, &[package]).unwrap()
    }

    #[test]
    fn a_crate_with_a_page_passes() {
        assert_eq!(findings(true, LINE), Findings::new());
    }

    #[test]
    fn a_crate_without_a_page_is_found() {
        assert_eq!(findings(false, LINE).len(), 1);
        assert_eq!(findings(true, "//! Other words").len(), 1);
    }
}
