//! A program in the background that never outlives this one.
//!
//! A small shell script stands between: it waits for the program, and stops it as soon as the
//! pipe to this process closes. That happens at a drop, at Ctrl-C and at a kill alike, so no
//! server is left behind whatever way the command ends.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::failure::{Failure, Result};
use crate::project;

const SCRIPT: &str = r#"
signal=$1; folder=$2; shift 2
trap '' INT
exec 3<&0
"$@" </dev/null &
pid=$!
echo "$pid" >"$folder/supervised.pid"
( cat; kill -s "$signal" "$pid"; sleep 20; kill -s KILL "$pid" ) <&3 >/dev/null 2>&1 &
watcher=$!
wait "$pid"; status=$?
kill "$watcher" 2>/dev/null
cd / && rm -rf "$folder"
exit "$status"
"#;

/// What to run in the background.
#[derive(Debug)]
pub(crate) struct Job {
    /// What people call it.
    pub(crate) name: &'static str,
    /// Program and arguments.
    pub(crate) words: Vec<OsString>,
    /// Variables for its environment.
    pub(crate) environment: Vec<(&'static str, OsString)>,
    /// The signal that asks it to end: `TERM`, `INT`.
    pub(crate) signal: &'static str,
    /// Its folder; removed when it has ended.
    pub(crate) folder: TempDir,
}

/// A program that runs in the background until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Background {
    name: &'static str,
    child: Child,
    folder: PathBuf,
    /// Stays readable when the folder is gone.
    log: File,
}

impl Background {
    pub(crate) fn start(job: Job) -> Result<Self> {
        let failed = |error: io::Error| Failure::new(format!("{}: {error}", job.name));
        let path = job.folder.path().join("log");
        let mut options = OpenOptions::new();
        let log = options.read(true).append(true).create(true).open(path).map_err(failed)?;
        let child = Command::new("sh")
            .args(["-c", SCRIPT, "sh", job.signal])
            .arg(job.folder.path())
            .args(&job.words)
            .envs(job.environment)
            .current_dir(job.folder.path())
            .stdin(Stdio::piped())
            .stdout(log.try_clone().map_err(failed)?)
            .stderr(log.try_clone().map_err(failed)?)
            .spawn()
            .map_err(failed)?;
        // From here on the script removes the folder.
        let folder = job.folder.keep();
        Ok(Self { name: job.name, child, folder, log })
    }

    /// Asks again and again until the program answers; a failure shows the end of its log.
    pub(crate) fn wait_until(&mut self, limit: Duration, ready: impl Fn() -> bool) -> Result<()> {
        let start = Instant::now();
        loop {
            if ready() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(self.complaint(&format!("ended at once with {status}")));
            }
            if start.elapsed() > limit {
                let seconds = limit.as_secs();
                return Err(self.complaint(&format!("did not answer within {seconds} seconds")));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The process id of the program, once it answers.
    pub(crate) fn program(&self) -> Result<u32> {
        let text = project::read(&self.folder.join("supervised.pid"))?;
        let unknown = |_| Failure::new(format!("{}: its process id is not known", self.name));
        text.trim().parse().map_err(unknown)
    }

    /// Asks the program to end and waits for it.
    pub(crate) fn stop(mut self) -> Result<ExitStatus> {
        self.end().map_err(|error| Failure::new(format!("{}: {error}", self.name)))
    }

    fn end(&mut self) -> io::Result<ExitStatus> {
        drop(self.child.stdin.take());
        self.child.wait()
    }

    /// The last lines that the program wrote.
    pub(crate) fn log_tail(&self) -> String {
        let mut text = Vec::new();
        let mut log = &self.log;
        let _ = log.seek(SeekFrom::Start(0)).and_then(|_| log.read_to_end(&mut text));
        let text = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<_> = text.lines().collect();
        lines.get(lines.len().saturating_sub(30)..).unwrap_or_default().join("\n")
    }

    fn complaint(&self, what: &str) -> Failure {
        Failure::new(format!("{} {what}. The end of its log:\n{}", self.name, self.log_tail()))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// A folder for a program in the background.
pub(crate) fn folder(name: &str) -> Result<TempDir> {
    tempfile::Builder::new()
        .prefix(&format!("better-auth-{name}-"))
        .tempdir()
        .map_err(|error| Failure::file("create a folder in", &std::env::temp_dir(), &error))
}

/// A TCP port on loopback that nobody uses at this moment.
pub(crate) fn free_port() -> Result<u16> {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("no port on loopback is free: {error}")))
}

/// The words of a command line.
pub(crate) fn words<const N: usize>(program: &Path, arguments: [&str; N]) -> Vec<OsString> {
    std::iter::once(program.into()).chain(arguments.map(OsString::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Job {
        Job {
            name: "the test",
            words: words(Path::new("/bin/sh"), ["-c", script]),
            environment: Vec::new(),
            signal: "TERM",
            folder: folder("test").unwrap(),
        }
    }

    #[test]
    fn a_program_that_ends_at_once_is_reported_with_its_log() {
        let mut job = Background::start(shell("echo no such luck; exit 3")).unwrap();
        let failure = job.wait_until(Duration::from_secs(20), || false).unwrap_err();
        assert!(failure.to_string().contains("no such luck"), "{failure}");
        assert_eq!(job.stop().unwrap().code(), Some(3));
    }

    #[test]
    fn a_stop_sends_the_signal_and_gives_the_exit_code() {
        let job = shell("trap 'exit 7' TERM; echo > ready; while :; do sleep 0.05; done");
        let ready = job.folder.path().join("ready");
        let mut job = Background::start(job).unwrap();
        job.wait_until(Duration::from_secs(20), || ready.exists()).unwrap();
        assert_eq!(job.stop().unwrap().code(), Some(7));
    }

    #[test]
    fn a_drop_removes_the_folder() {
        let job = shell("while :; do sleep 0.05; done");
        let path = job.folder.path().to_owned();
        drop(Background::start(job).unwrap());
        assert!(!path.exists());
    }
}
