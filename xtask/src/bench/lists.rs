//! `cargo xtask bench lists`: what a list of users costs at few users and at many. The program
//! `bench-lists` fills the databases and takes the time; here it is built and given servers.

use std::process::Command;

use clap::{Args, ValueEnum};

use crate::failure::Result;
use crate::metadata;
use crate::process;
use crate::project::Project;
use crate::servers::{Kind, Server};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What a thousand users are compared with; a power of ten, up to a million
    #[arg(long, default_value_t = 1_000_000)]
    users: u32,
    /// Rounds of each question, few and many in turn; the median counts
    #[arg(long, default_value_t = 21)]
    rounds: usize,
    /// On which database
    #[arg(long, value_enum, default_value_t = Databases::All)]
    database: Databases,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Databases {
    Sqlite,
    Postgres,
    Mariadb,
    All,
}

const HEADER: &str = "| question | database | few, ms | many, ms | ratio |\n|---|---|---|---|---|";

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    process::run(project.cargo().args(["build", "--release", "--package", "bench-lists"]))?;
    println!("1000 users and {}\n\n{HEADER}", options.users);
    let wanted = |one| [one, Databases::All].contains(&options.database);
    if wanted(Databases::Sqlite) {
        measure(project, options, "")?;
    }
    for (database, kind) in
        [(Databases::Postgres, Kind::Postgres), (Databases::Mariadb, Kind::MariaDb)]
    {
        if wanted(database) {
            let server = Server::start(kind)?;
            measure(project, options, &server.url)?;
        }
    }
    Ok(())
}

fn measure(project: &Project, options: &Options, server: &str) -> Result<()> {
    let program = metadata::target_folder(project)?.join("release/bench-lists");
    let mut command = Command::new(program);
    command.args([options.users.to_string(), options.rounds.to_string()]);
    process::run(command.env("TEST_DATABASE_URL", server))
}
