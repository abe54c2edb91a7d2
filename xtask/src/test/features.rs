//! Each feature by itself: what compiles with all of them may not compile with one.

use crate::failure::Result;
use crate::metadata::{self, Package};
use crate::process;
use crate::project::Project;
use crate::test::steps::all_or_failure;

/// Checks every published crate with each of its features alone. Clippy does it: that finds
/// warnings too, and shares its work with the run over everything.
pub(crate) fn check(project: &Project) -> Result<()> {
    let mut failed = Vec::new();
    for (package, feature) in combinations(&metadata::packages(project)?) {
        println!("{package}: {feature}");
        let mut cargo = project.cargo();
        cargo.args(["clippy", "--quiet", "--package", &package, "--no-default-features"]);
        cargo.args(["--features", &feature, "--", "-D", "warnings"]);
        if process::run(&mut cargo).is_err() {
            failed.push(format!("{package} does not build with {feature}"));
        }
    }
    all_or_failure(&failed)
}

/// Crate and feature. The default set is not a feature of its own.
fn combinations(packages: &[Package]) -> Vec<(String, String)> {
    let published = packages.iter().filter(|package| package.name.starts_with("better-auth"));
    let pairs = published.flat_map(|package| {
        let features = package.features.iter().filter(|feature| *feature != "default");
        features.map(|feature| (package.name.clone(), with_database(package, feature)))
    });
    pairs.collect()
}

/// An adapter without any database is of no use to anybody: a feature that needs the adapter is
/// checked with SQLite beside it.
fn with_database(package: &Package, feature: &str) -> String {
    const DATABASES: [&str; 3] = ["sqlite", "postgres", "mysql"];
    let has_database = package.features.iter().any(|feature| feature == "sqlite");
    if has_database && !DATABASES.contains(&feature) {
        format!("{feature},sqlite")
    } else if !has_database && feature == "diesel" {
        format!("{feature},better-auth-diesel/sqlite")
    } else {
        feature.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, features: &[&str]) -> Package {
        Package {
            name: name.into(),
            folder: Default::default(),
            features: features.iter().map(|feature| (*feature).to_owned()).collect(),
            dependencies: Vec::new(),
        }
    }

    fn features(package: Package) -> Vec<String> {
        combinations(&[package]).into_iter().map(|(_, feature)| feature).collect()
    }

    #[test]
    fn each_feature_but_the_default_gets_its_turn() {
        let adapter = package("better-auth-diesel", &["default", "mysql", "sqlite"]);
        assert_eq!(features(adapter), ["mysql", "sqlite"]);
    }

    #[test]
    fn what_needs_the_adapter_has_a_database() {
        let facade = package("better-auth", &["account", "sqlite"]);
        assert_eq!(features(facade), ["account,sqlite", "sqlite"]);
        let plugin = package("better-auth-passkey", &["diesel"]);
        assert_eq!(features(plugin), ["diesel,better-auth-diesel/sqlite"]);
    }

    #[test]
    fn tools_are_left_out() {
        assert_eq!(features(package("xtask", &["secret"])), Vec::<String>::new());
    }
}
