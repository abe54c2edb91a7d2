//! Throwaway database servers on loopback ports of their own.
//!
//! Nothing in them survives: they write into a temporary folder and do not wait for the disk.

mod debian;
mod mariadb;
mod postgres;
mod user;

use std::io::{BufRead, stdin};

use crate::failure::Result;
use crate::project::Project;
use crate::smtp::SmtpServer;
use crate::supervisor::Background;

pub(crate) use debian::install;

/// A database server that stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// What `TEST_DATABASE_URL` is to say.
    pub(crate) url: String,
    /// Held for its drop, which stops the server.
    _background: Background,
}

/// The kinds of servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Postgres,
    MariaDb,
}

impl Server {
    pub(crate) fn start(kind: Kind) -> Result<Self> {
        match kind {
            Kind::Postgres => postgres::start(),
            Kind::MariaDb => mariadb::start(),
        }
    }
}

/// `cargo xtask servers`: all of them, until Enter or Ctrl-C.
pub(crate) fn run(project: &Project) -> Result<()> {
    let mut running = Vec::new();
    for kind in [Kind::Postgres, Kind::MariaDb] {
        match Server::start(kind) {
            Ok(server) => {
                println!("TEST_DATABASE_URL={}", server.url);
                running.push(server);
            }
            Err(failure) if failure.is_missing() => eprintln!("{failure}"),
            Err(failure) => return Err(failure),
        }
    }
    let smtp = match SmtpServer::start(project) {
        Ok(server) => Some(server),
        Err(failure) if failure.is_missing() => {
            eprintln!("{failure}");
            None
        }
        Err(failure) => return Err(failure),
    };
    for (name, value) in smtp.iter().flat_map(SmtpServer::environment) {
        println!("{name}={}", value.display());
    }
    if !running.is_empty() || smtp.is_some() {
        println!("Enter or Ctrl-C stops them.");
        let _ = stdin().lock().read_line(&mut String::new());
    }
    Ok(())
}
