//! Node, and the npm packages that the flows use.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::failure::Result;
use crate::process;
use crate::project::Project;
use crate::servers;
use crate::supervisor;

/// The folder of the Node project.
pub(crate) const HOME: &str = "xtask/conformance";

/// Installs what the flows need, unless it is there.
pub(crate) fn prepare(project: &Project) -> Result<()> {
    if process::find("node", &[]).is_none() || process::find("npm", &[]).is_none() {
        servers::install("Node.js with npm", &["nodejs", "npm"])?;
    }
    let home = project.path(HOME);
    if is_stale(&home.join("package-lock.json"), &home.join("node_modules/.package-lock.json")) {
        println!("npm ci");
        process::run_quietly(project.command("npm").current_dir(&home).arg("ci"))?;
    }
    Ok(())
}

/// The command line of a program in [`HOME`].
pub(crate) fn words(project: &Project, program: &str) -> Vec<OsString> {
    let path = project.path(HOME).join(program);
    supervisor::words(Path::new("node"), [&*path.to_string_lossy()])
}

/// Whether what was installed is older than what is asked for, or not there.
fn is_stale(wanted: &Path, installed: &Path) -> bool {
    let time = |path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let wanted = time(wanted).unwrap_or(SystemTime::UNIX_EPOCH);
    time(installed).is_none_or(|installed| installed < wanted)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    #[test]
    fn packages_are_installed_when_the_lock_file_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let (wanted, installed) = (folder.path().join("wanted"), folder.path().join("installed"));
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        File::create(&wanted).unwrap();
        assert!(is_stale(&wanted, &installed));
        File::create(&installed).unwrap().set_modified(old).unwrap();
        assert!(is_stale(&wanted, &installed));
        File::open(&wanted).unwrap().set_modified(old).unwrap();
        assert!(!is_stale(&wanted, &installed));
    }
}
