//! Python with the server in it, in an environment of its own under `target`.

use std::fs;
use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::process;
use crate::project::{self, Project};
use crate::servers;
use crate::smtp::HOME;

/// Says which versions are installed; written last.
const MARK: &str = "installed.txt";

/// The Python to start the server with.
pub(crate) fn prepare(project: &Project) -> Result<PathBuf> {
    let home = project.path("target/xtask-smtp");
    let python = home.join("bin/python");
    let wanted = project::read(&project.path(HOME).join("requirements.txt"))?;
    let installed = fs::read_to_string(home.join(MARK)).unwrap_or_default();
    if installed == wanted && works(project, &python) {
        return Ok(python);
    }
    make_environment(project, &home)?;
    println!("pip install, for the SMTP server");
    let mut pip = project.command(&python.to_string_lossy());
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    process::run_quietly(pip.arg(project.path(HOME).join("requirements.txt"))).map_err(
        |failure| Failure::missing(format!("aiosmtpd could not be installed: {failure}")),
    )?;
    project::write(&home.join(MARK), &wanted)?;
    Ok(python)
}

/// Whether it starts: an update of the system's Python breaks what was built on the old one.
fn works(project: &Project, python: &std::path::Path) -> bool {
    let mut check = project.command(&python.to_string_lossy());
    process::run_quietly(check.args(["-c", "import aiosmtpd"])).is_ok()
}

fn make_environment(project: &Project, home: &std::path::Path) -> Result<()> {
    let make = || {
        let mut venv = project.command("python3");
        process::run_quietly(venv.args(["-m", "venv", "--clear"]).arg(home))
    };
    if process::find("python3", &[]).is_some() && make().is_ok() {
        return Ok(());
    }
    servers::install("Python with venv", &["python3", "python3-venv"])?;
    make().map_err(|failure| Failure::missing(failure.to_string()))
}
