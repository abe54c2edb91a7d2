//! The steps of `cargo xtask test`. Those that compile alike follow each other, so that each
//! finds the other's work done.

use std::process::Command;

use clap::ValueEnum;

use crate::conformance;
use crate::failure::{Failure, Result};
use crate::process;
use crate::project::Project;
use crate::servers::{Kind, Server};
use crate::smtp::SmtpServer;
use crate::tally::Tally;
use crate::test::features;
use crate::tidy;

const EVERYTHING: [&str; 2] = ["--workspace", "--all-features"];

/// The crates whose tests ask a database: the adapter, and what depends on it.
const WITH_DATABASE: &str = "rdeps(better-auth-diesel)";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    Fmt,
    Tidy,
    Clippy,
    Docs,
    Features,
    Sqlite,
    Postgres,
    Mariadb,
    Smtp,
    Doctests,
    Conformance,
}

impl Step {
    /// All of them, in the order in which they run: what fails quickly comes first.
    pub(crate) const ALL: [Self; 11] = [
        Self::Fmt,
        Self::Tidy,
        Self::Clippy,
        Self::Docs,
        Self::Features,
        Self::Sqlite,
        Self::Postgres,
        Self::Mariadb,
        Self::Smtp,
        Self::Doctests,
        Self::Conformance,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Fmt => "Formatting",
            Self::Tidy => "Rules of the house (tidy)",
            Self::Clippy => "Lints (clippy)",
            Self::Docs => "Documentation",
            Self::Features => "Each feature by itself",
            Self::Sqlite => "Tests on SQLite",
            Self::Postgres => "Tests on PostgreSQL",
            Self::Mariadb => "Tests on MariaDB",
            Self::Smtp => "Tests against an SMTP server",
            Self::Doctests => "Examples in the documentation",
            Self::Conformance => "The npm client against full-server",
        }
    }

    pub(crate) fn run(self, project: &Project, tally: &mut Tally) -> Result<()> {
        match self {
            Self::Fmt => process::run(project.cargo().args(["fmt", "--all", "--check"])),
            Self::Tidy => tidy::run(project),
            Self::Clippy => clippy(project),
            Self::Docs => docs(project),
            Self::Features => features::check(project),
            Self::Sqlite => process::run_tests(&mut tests(project, None), tally),
            Self::Postgres => on_server(project, Kind::Postgres, tally),
            Self::Mariadb => on_server(project, Kind::MariaDb, tally),
            Self::Smtp => on_smtp(project, tally),
            Self::Doctests => doctests(project, tally),
            Self::Conformance => conformance::check(project, tally),
        }
    }
}

fn clippy(project: &Project) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.arg("clippy").args(EVERYTHING).arg("--all-targets");
    process::run(cargo.args(["--", "-D", "warnings"]))
}

fn docs(project: &Project) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.arg("doc").args(EVERYTHING).arg("--no-deps").env("RUSTDOCFLAGS", "-D warnings");
    process::run(&mut cargo)
}

fn doctests(project: &Project, tally: &mut Tally) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.arg("test").args(EVERYTHING).args(["--doc", "--no-fail-fast"]);
    process::run_tests(&mut cargo, tally)
}

fn on_server(project: &Project, kind: Kind, tally: &mut Tally) -> Result<()> {
    let server = Server::start(kind)?;
    println!("TEST_DATABASE_URL={}", server.url);
    process::run_tests(&mut tests(project, Some(&server.url)), tally)
}

/// The tests that ask a mail server. In the other steps they know that this one runs them.
fn on_smtp(project: &Project, tally: &mut Tally) -> Result<()> {
    let server = SmtpServer::start(project)?;
    let mut cargo = test_runner(project);
    cargo.args(["--package", "better-auth-mail", "--package", "full-server"]);
    cargo.args(["--test", "main", "smtp::"]);
    process::run_tests(cargo.envs(server.environment()), tally)
}

/// The test run, on SQLite or on the database that is named.
fn tests(project: &Project, database: Option<&str>) -> Command {
    let mut cargo = test_runner(project);
    match database {
        Some(url) => cargo.env("TEST_DATABASE_URL", url),
        None => cargo.env_remove("TEST_DATABASE_URL"),
    };
    // Set to nothing: the step for it runs those tests.
    cargo.args(EVERYTHING).env("TEST_SMTP_URL", "");
    if !has_nextest() {
        cargo.arg("--all-targets");
    } else if database.is_some() {
        cargo.args(["--filterset", WITH_DATABASE]);
    }
    cargo
}

/// The program that runs tests, without a word on which.
fn test_runner(project: &Project) -> Command {
    let mut cargo = project.cargo();
    if has_nextest() {
        cargo.args(["nextest", "run"]);
        if project.ci() {
            cargo.args(["--profile", "ci"]);
        }
    } else {
        println!("cargo-nextest is not installed; `cargo test` runs the same tests, slower");
        cargo.arg("test");
    }
    cargo.arg("--no-fail-fast");
    cargo
}

fn has_nextest() -> bool {
    process::find("cargo-nextest", &[]).is_some()
}

/// A step that failed as a whole, after all of its parts had their turn.
pub(crate) fn all_or_failure(failed: &[String]) -> Result<()> {
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(failed.join("; "))) }
}
