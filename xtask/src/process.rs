//! Starting other programs: with their output shown, counted, or captured.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::failure::{Failure, Result};
use crate::tally::Tally;

/// Runs a program to its end and shows what it writes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{} failed", shown(command)))) }
}

/// Runs a program to its end and gives back what it wrote to its standard output.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(Failure::new(format!("{} failed", shown(command))));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program quietly; what it wrote appears only if it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    Err(Failure::new(format!("{} failed:\n{}", shown(command), String::from_utf8_lossy(&text))))
}

/// Runs a test runner, shows what it writes, and counts the test cases in it.
pub(crate) fn run_tests(command: &mut Command, tally: &mut Tally) -> Result<()> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| not_started(command, &error))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let counted = thread::scope(|scope| {
        let out = scope.spawn(|| out.map(|pipe| echo(pipe, |line| println!("{line}"))));
        let err = scope.spawn(|| err.map(|pipe| echo(pipe, |line| eprintln!("{line}"))));
        [out.join(), err.join()]
    });
    for part in counted.into_iter().flatten().flatten() {
        tally.add(part);
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{} failed", shown(command)))) }
}

fn echo(pipe: impl Read, show: impl Fn(&str)) -> Tally {
    let mut tally = Tally::default();
    for line in BufReader::new(pipe).split(b'\n').map_while(std::result::Result::ok) {
        let line = String::from_utf8_lossy(&line);
        show(&line);
        tally.read_line(&line);
    }
    tally
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} could not be started: {error}", shown(command)))
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Finds a program: on the `PATH`, then in these folders.
pub(crate) fn find(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<_> = std::env::split_paths(&path).collect();
    on_path.iter().chain(folders).map(|folder| folder.join(program)).find(|file| file.is_file())
}
