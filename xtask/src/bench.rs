//! `cargo xtask bench`: what the framework costs beside a handler written by hand.
//!
//! Each case drives two servers in turn, full-server and `bench-floor`, on the same database in
//! the same run, and compares the processor time that each *server* spent for a request. Wall
//! time says little on a busy machine; processor time in interleaved rounds says enough for a
//! ratio. The client is the same for both: it keeps some connections busy and does no more.

mod case;
mod client;
mod figures;
mod lists;
mod pair;

use clap::{Args, Subcommand, ValueEnum};

use crate::bench::case::Case;
use crate::bench::figures::Figures;
use crate::bench::pair::Pair;
use crate::failure::{Failure, Result};
use crate::process;
use crate::project::Project;
use crate::servers::{Kind, Server};
use crate::supervisor;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    other: Option<Other>,
    /// Requests of a round against get-session; lighter cases take more of them, sign-in fewer
    #[arg(long, default_value_t = 20_000)]
    requests: usize,
    /// Rounds of each case, ours and the floor in turn; the median counts
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Connections that are kept busy
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Only cases whose name contains this: ok, forged, get-session, sign-in
    #[arg(long)]
    only: Option<String>,
    /// On which database
    #[arg(long, value_enum, default_value_t = Databases::All)]
    database: Databases,
}

#[derive(Debug, Subcommand)]
enum Other {
    /// What a list of users costs at a thousand users and at a million
    Lists(lists::Options),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Databases {
    Sqlite,
    Postgres,
    All,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    if let Some(Other::Lists(options)) = &options.other {
        return lists::run(project, options);
    }
    if options.rounds == 0 || options.requests == 0 || options.connections == 0 {
        return Err(Failure::new("--rounds, --requests and --connections must be at least 1"));
    }
    let packages = ["--package", "full-server", "--package", "bench-floor"];
    process::run(project.cargo().args(["build", "--release"]).args(packages))?;
    println!("{}", figures::HEADER);
    if options.database != Databases::Postgres {
        let folder = supervisor::folder("bench")?;
        let url = format!("sqlite://{}", folder.path().join("bench.db").display());
        measure(project, options, "sqlite", &url)?;
    }
    if options.database != Databases::Sqlite {
        let server = Server::start(Kind::Postgres)?;
        measure(project, options, "postgres", &server.url)?;
    }
    Ok(())
}

/// All cases on one database.
fn measure(project: &Project, options: &Options, database: &str, url: &str) -> Result<()> {
    let wanted = |case: &Case| options.only.as_deref().is_none_or(|part| case.name.contains(part));
    let pair = Pair::start(project, url)?;
    for case in case::all(&pair).iter().filter(|case| wanted(case)) {
        println!("{}", compare(&pair, case, options)?.row(case.name, database));
    }
    Ok(())
}

fn compare(pair: &Pair, case: &Case, options: &Options) -> Result<Figures> {
    let count = case.share.of(options.requests);
    let connections = options.connections.min(case.connections).min(count);
    // once for nothing: connections, statement caches, pages of memory
    pair.ours.drive(&case.ours, count.div_ceil(4), connections)?;
    pair.floor.drive(&case.floor, count.div_ceil(4), connections)?;
    let mut figures = Figures::default();
    for _ in 0..options.rounds {
        figures.ours.push(pair.ours.drive(&case.ours, count, connections)?);
        figures.floor.push(pair.floor.drive(&case.floor, count, connections)?);
    }
    Ok(figures)
}
