//! The automation of this workspace: `cargo xtask --help` lists what it does.

mod bench;
mod conformance;
mod failure;
mod metadata;
mod new_plugin;
mod process;
mod project;
mod servers;
mod smtp;
mod supervisor;
mod tally;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Result;
use crate::project::Project;

/// The automation of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run every check on every database; sets up what it needs
    Test(test::Options),
    /// Run every check as CI does: what can not be had is a failure
    Ci,
    /// Check the rules of the house
    Tidy,
    /// Write the skeleton of a plugin crate
    NewPlugin(new_plugin::Options),
    /// Drive full-server with the stock npm client
    Conformance(conformance::Options),
    /// Measure what the framework costs beside handlers written by hand (Linux)
    Bench(bench::Options),
    /// Start throwaway PostgreSQL, MariaDB and SMTP servers and print their URLs
    Servers,
}

fn main() -> ExitCode {
    run(Cli::parse().command).unwrap_or_else(|failure| {
        eprintln!("error: {failure}");
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> Result<ExitCode> {
    let project = Project::find()?;
    match command {
        Command::Test(options) => return Ok(test::run(&project, &options)),
        Command::Ci => return Ok(test::run(&project.in_ci(), &test::Options::default())),
        Command::Tidy => tidy::run(&project)?,
        Command::NewPlugin(options) => new_plugin::run(&project, &options)?,
        Command::Conformance(options) => conformance::run(&project, &options)?,
        Command::Bench(options) => bench::run(&project, &options)?,
        Command::Servers => servers::run(&project)?,
    }
    Ok(ExitCode::SUCCESS)
}
