//! `cargo xtask conformance`: the stock npm client drives full-server.
//!
//! The flows are in `xtask/conformance`. They also pass against the npm server of the same
//! version (`--against-npm`), so that they ask for nothing that the original does not do.

mod moving;
mod node;
mod provider;
mod server;

use clap::Args;

use crate::conformance::server::{Setup, Target, TestServer};
use crate::failure::{Failure, Result};
use crate::process;
use crate::project::{self, Project};
use crate::smtp::SmtpServer;
use crate::tally::Tally;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Drive the npm server instead, to see whether a flow asks for what the original does
    #[arg(long)]
    against_npm: bool,

    /// Run the flows of one folder: flows, limits, verifying, deletion, social, import
    #[arg(long, value_name = "FOLDER", value_parser = Setup::of_folder)]
    only: Option<Setup>,
}

/// The command by itself.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let target = if options.against_npm {
        Target::Original
    } else {
        process::run(project.cargo().args(["build", "--package", "full-server"]))?;
        process::run(project.cargo().arg("build").args(moving::BUILD))?;
        Target::full_server(project)?
    };
    let mut tally = Tally::default();
    let setups = options.only.as_ref().map_or(&Setup::ALL[..], std::slice::from_ref);
    let result = drive(project, &target, setups, &mut tally);
    println!("\n{tally}");
    result
}

/// The step of `cargo xtask test`. It asks for the binary in the way in which the tests were
/// built, so that no crate is compiled a second time with other features.
pub(crate) fn check(project: &Project, tally: &mut Tally) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["build", "--workspace", "--all-features", "--tests", "--bin", "full-server"]);
    cargo.args(["--example", "import"]);
    process::run(&mut cargo)?;
    drive(project, &Target::full_server(project)?, &Setup::ALL, tally)
}

/// Runs the flows, each against a server that is set up as the flow wants it.
fn drive(project: &Project, target: &Target, setups: &[Setup], tally: &mut Tally) -> Result<()> {
    node::prepare(project)?;
    let mail = SmtpServer::start(project)?;
    let run = |setup: &Setup| flows(project, target, &mail, *setup, tally);
    let results: Vec<_> = setups.iter().map(run).collect();
    results.into_iter().collect()
}

fn flows(
    project: &Project,
    target: &Target,
    mail: &SmtpServer,
    setup: Setup,
    tally: &mut Tally,
) -> Result<()> {
    if setup == Setup::Moving {
        return moving::flows(project, target, mail, tally);
    }
    let home = project.path(node::HOME);
    let folder = setup.folder();
    let files = project::entries(&home.join(folder))?;
    if files.is_empty() {
        return Err(Failure::new(format!("{} has no flows", project.relative(&home.join(folder)))));
    }
    let server = TestServer::start(project, target, mail, setup)?;
    println!("{} with {folder}", target.name());
    let mut node = project.command("node");
    node.current_dir(&home).args(["--test", "--test-reporter=spec"]).args(files);
    node.envs(server.variables()).env("SERVER", target.name());
    node.env("ADMIN_EMAIL", server::ADMIN.0).env("ADMIN_PASSWORD", server::ADMIN.1);
    node.env("MAIL_INBOX", mail.inbox());
    let result = process::run_tests(&mut node, tally);
    if result.is_err() {
        println!("The end of the server's log:\n{}", server.log_tail());
    }
    result.and(server.stop())
}
