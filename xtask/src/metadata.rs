//! The crates of the workspace, as `cargo metadata` tells them.

use std::path::PathBuf;

use serde_json::Value;

use crate::failure::Result;
use crate::process;
use crate::project::Project;

/// A crate of the workspace.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// The crate's folder.
    pub(crate) folder: PathBuf,
    pub(crate) features: Vec<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A line under `[dependencies]`, `[dev-dependencies]` or `[build-dependencies]`.
#[derive(Debug, Clone)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) dev: bool,
    pub(crate) optional: bool,
}

/// The crates of the workspace in the order of their names.
pub(crate) fn packages(project: &Project) -> Result<Vec<Package>> {
    parse(&ask(project)?)
}

/// Where cargo puts what it builds.
pub(crate) fn target_folder(project: &Project) -> Result<PathBuf> {
    let json: Value = serde_json::from_str(&ask(project)?)?;
    Ok(PathBuf::from(text(&json, "target_directory")))
}

fn ask(project: &Project) -> Result<String> {
    let mut cargo = project.cargo();
    process::capture(cargo.args(["metadata", "--format-version", "1", "--no-deps"]))
}

fn parse(json: &str) -> Result<Vec<Package>> {
    let json: Value = serde_json::from_str(json)?;
    let mut packages: Vec<_> = list(&json, "packages").map(package).collect();
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(packages)
}

fn package(json: &Value) -> Package {
    let features = json.get("features").and_then(Value::as_object);
    let manifest = PathBuf::from(text(json, "manifest_path"));
    Package {
        name: text(json, "name"),
        folder: manifest.parent().map(PathBuf::from).unwrap_or_default(),
        features: features.map(|map| map.keys().cloned().collect()).unwrap_or_default(),
        dependencies: list(json, "dependencies").map(dependency).collect(),
    }
}

fn dependency(json: &Value) -> Dependency {
    Dependency {
        name: text(json, "name"),
        dev: text(json, "kind") == "dev",
        optional: json.get("optional").and_then(Value::as_bool).unwrap_or_default(),
    }
}

fn list<'a>(json: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    json.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text(json: &Value, key: &str) -> String {
    json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_checks_need_is_read() {
        let packages = parse(
            r#"{"packages":[{"name":"b","manifest_path":"/w/b/Cargo.toml","features":{"x":[]},
            "dependencies":[{"name":"a","kind":"dev","optional":false}]},
            {"name":"a","manifest_path":"/w/a/Cargo.toml","features":{},"dependencies":[]}]}"#,
        )
        .unwrap();
        let names: Vec<_> = packages.iter().map(|package| package.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(packages[1].folder, PathBuf::from("/w/b"));
        assert_eq!(packages[1].features, ["x"]);
        assert!(packages[1].dependencies[0].dev);
    }
}
