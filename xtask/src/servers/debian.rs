//! Programs from Debian's packages, where this process may install them.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::failure::{Failure, Result};
use crate::process;
use crate::servers::user;

/// Installs packages, if this is root on Debian; otherwise says what is missing and how to get it.
pub(crate) fn install(what: &str, packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    if !(user::is_root() && Path::new("/etc/debian_version").exists()) {
        return Err(Failure::missing(format!(
            "{what} is not installed; on Debian: apt-get install {wanted}"
        )));
    }
    println!("{what} is not installed; installing {wanted} from Debian's packages");
    let failed = |failure: Failure| {
        Failure::missing(format!("{what} is not installed and could not be installed: {failure}"))
    };
    update().map_err(failed)?;
    let mut command = apt_get(&["install", "--no-install-recommends", "-y"]);
    process::run_quietly(command.args(packages)).map_err(failed)
}

/// Reads the package lists once.
fn update() -> Result<()> {
    static UPDATED: OnceLock<()> = OnceLock::new();
    if UPDATED.get().is_none() {
        process::run_quietly(&mut apt_get(&["update"]))?;
        let _ = UPDATED.set(());
    }
    Ok(())
}

/// Run level 1 keeps the packages from starting servers of their own.
fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1");
    command
}
