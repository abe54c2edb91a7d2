//! `cargo xtask tidy`: the rules of the house that no compiler checks.
//!
//! A check is a function that gives back what it found, one sentence for each finding: where,
//! what, and what to do about it.

mod arrows;
mod changelog;
mod core_names;
mod lockfiles;
mod migrations;
mod readmes;
mod sources;
mod vouchers;

use crate::failure::{Failure, Result};
use crate::metadata;
use crate::project::Project;

type Findings = Vec<String>;

pub(crate) fn run(project: &Project) -> Result<()> {
    let packages = metadata::packages(project)?;
    let sources = sources::collect(project)?;
    let checks: [(&str, Findings); 8] = [
        ("arrows between crates", arrows::check(&packages)),
        ("core names no plugin", core_names::check(&packages, &sources)),
        ("migrations are complete", migrations::check(project)?),
        ("no mod.rs", sources::no_mod_rs(&sources)),
        ("who vouches for users", vouchers::check(&sources)),
        ("lock files name no registry", lockfiles::check(project)?),
        ("each crate has its page", readmes::check(project, &packages)?),
        ("the changelog was touched", changelog::check(project)),
    ];
    let mut count = 0;
    for (title, findings) in checks {
        println!("{} {title}", if findings.is_empty() { "ok    " } else { "FAILED" });
        for finding in &findings {
            println!("       {finding}");
        }
        count += findings.len();
    }
    match count {
        0 => Ok(()),
        1 => Err(Failure::new("tidy found one thing")),
        _ => Err(Failure::new(format!("tidy found {count} things"))),
    }
}
