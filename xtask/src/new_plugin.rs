//! `cargo xtask new-plugin NAME`: a plugin crate with the standard rooms, ready to compile.

mod name;
mod templates;

use std::path::Path;

use clap::Args;

use crate::failure::{Failure, Result};
use crate::new_plugin::name::PluginName;
use crate::process;
use crate::project::{self, Project};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Name of the plugin in kebab case, without "better-auth-": two-factor
    name: String,
    /// Also write a store: trait, Diesel implementation and migrations
    #[arg(long)]
    with_store: bool,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let name = PluginName::parse(&options.name)?;
    let folder = project.path(&format!("crates/better-auth-{}", name.kebab()));
    if folder.exists() {
        return Err(Failure::new(format!("{} is there already", project.relative(&folder))));
    }
    for (path, text) in templates::files(&name, options.with_store) {
        let path = project.path(&path);
        project::write(&path, &text)?;
        println!("wrote {}", project.relative(&path));
    }
    if options.with_store {
        link_migrations(&folder, &name)?;
    }
    add_dependency(&project.path("Cargo.toml"), &name)?;
    format(project, &name)?;
    println!("\n{}", closing_words(&name, options.with_store));
    Ok(())
}

/// How lines break depends on the length of the name.
fn format(project: &Project, name: &PluginName) -> Result<()> {
    let package = format!("better-auth-{}", name.kebab());
    process::run_quietly(project.cargo().args(["fmt", "--package", &package]))
}

/// Each crate reaches its SQL through a link of its own, which `cargo package` packs as files.
fn link_migrations(folder: &Path, name: &PluginName) -> Result<()> {
    let link = folder.join("migrations");
    let target = format!("../../migrations/{}", name.kebab());
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(target, &link);
    #[cfg(not(unix))]
    let made = std::os::windows::fs::symlink_dir(target, &link);
    made.map_err(|error| Failure::file("link", &link, &error))
}

fn add_dependency(manifest: &Path, name: &PluginName) -> Result<()> {
    let text = project::read(manifest)?;
    match with_dependency(&text, name)? {
        Some(changed) => project::write(manifest, &changed),
        None => Ok(()),
    }
}

/// The manifest with a line for the new crate behind core's, of which it is a copy; `None` if the
/// line is there already.
fn with_dependency(manifest: &str, name: &PluginName) -> Result<Option<String>> {
    let key = format!("better-auth-{} =", name.kebab());
    if manifest.lines().any(|line| line.starts_with(&key)) {
        return Ok(None);
    }
    let core = manifest
        .lines()
        .find(|line| line.starts_with("better-auth-core ="))
        .ok_or_else(|| Failure::new("Cargo.toml has no line for better-auth-core to copy"))?;
    let line = core.replace("better-auth-core", &format!("better-auth-{}", name.kebab()));
    Ok(Some(manifest.replacen(core, &format!("{core}\n{line}"), 1)))
}

fn closing_words(name: &PluginName, with_store: bool) -> String {
    let diesel = if with_store { ", \"better-auth-{{kebab}}/diesel\"" } else { "" };
    let words = "Three lines in the facade are left for you:\n\
         \x20 crates/better-auth/Cargo.toml, [dependencies]:\n\
         \x20   better-auth-{{kebab}} = { workspace = true, optional = true }\n\
         \x20 crates/better-auth/Cargo.toml, [features]:\n\
         \x20   {{kebab}} = [\"dep:better-auth-{{kebab}}\"{{diesel}}]\n\
         \x20 crates/better-auth/src/lib.rs:\n\
         \x20   #[cfg(feature = \"{{kebab}}\")]\n\
         \x20   #[doc(inline)]\n\
         \x20   pub use better_auth_{{snake}} as {{snake}};\n\
         Then: cargo check -p better-auth-{{kebab}} --all-targets --all-features";
    templates::fill(&words.replace("{{diesel}}", diesel), name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str =
        "[workspace.dependencies]\nbetter-auth-core = { version = \"=0.1.0\" }\nurl = \"2\"\n";

    #[test]
    fn the_new_crate_is_named_beside_core() {
        let name = PluginName::parse("two-factor").unwrap();
        let changed = with_dependency(MANIFEST, &name).unwrap().unwrap();
        assert!(changed.contains("better-auth-two-factor = { version = \"=0.1.0\" }\nurl"));
    }

    #[test]
    fn a_line_that_is_there_is_kept() {
        let name = PluginName::parse("core").unwrap();
        assert!(with_dependency(MANIFEST, &name).unwrap().is_none());
    }

    #[test]
    fn a_crate_that_exists_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("crates/better-auth-invoice")).unwrap();
        let options = Options { name: "invoice".into(), with_store: false };
        let failure = run(&Project::at(folder.path()), &options).unwrap_err();
        assert_eq!(failure.to_string(), "crates/better-auth-invoice is there already");
    }

    #[test]
    fn every_placeholder_is_filled() {
        let name = PluginName::parse("two-factor").unwrap();
        for with_store in [false, true] {
            for (path, text) in templates::files(&name, with_store) {
                assert!(!path.contains("{{") && !text.contains("{{"), "{path}: {text}");
            }
            assert!(!closing_words(&name, with_store).contains("{{"));
        }
    }
}
