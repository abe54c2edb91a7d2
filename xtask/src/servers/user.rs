//! Database servers refuse to run as root; as root they get a user of their own.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::failure::Result;
use crate::process;

/// Whose rights a server runs with: none, when this process is not root.
#[derive(Debug, Clone)]
pub(crate) struct ServerUser(Option<String>);

impl ServerUser {
    /// The user that the package made for the server, else `nobody`.
    pub(crate) fn of(preferred: &str) -> Self {
        if !is_root() {
            return Self(None);
        }
        let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let there = known.lines().any(|line| line.split(':').next() == Some(preferred));
        Self(Some(if there { preferred } else { "nobody" }.to_owned()))
    }

    /// Hands a folder over to the user.
    pub(crate) fn own(&self, folder: &Path) -> Result<()> {
        match &self.0 {
            Some(user) => process::run_quietly(Command::new("chown").arg(user).arg(folder)),
            None => Ok(()),
        }
    }

    /// The command line under which a program runs as the user. The process stays the same one,
    /// so that a signal to it reaches the program.
    pub(crate) fn words(&self, program: Vec<OsString>) -> Vec<OsString> {
        let Some(user) = &self.0 else { return program };
        let switch = ["setpriv", "--reuid", user, "--regid", &group(user), "--clear-groups", "--"];
        switch.iter().map(OsString::from).chain(program).collect()
    }

    /// The same as a command.
    pub(crate) fn command(&self, program: Vec<OsString>) -> Command {
        let words = self.words(program);
        let mut command = Command::new(words.first().cloned().unwrap_or_default());
        command.args(words.iter().skip(1));
        command
    }
}

fn group(user: &str) -> String {
    if user == "nobody" { "nogroup".to_owned() } else { user.to_owned() }
}

pub(crate) fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
