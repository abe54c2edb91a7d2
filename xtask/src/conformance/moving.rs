//! The move from the npm server to full-server. The flows start both themselves, one after the
//! other, with the import in between.

use std::path::{Path, PathBuf};

use crate::conformance::node;
use crate::conformance::server::{Setup, Target, environment};
use crate::failure::{Failure, Result};
use crate::metadata;
use crate::process;
use crate::project::{self, Project};
use crate::servers::{Kind, Server};
use crate::smtp::SmtpServer;
use crate::supervisor;
use crate::tally::Tally;

/// What the import is built by.
pub(super) const BUILD: [&str; 5] =
    ["--package", "better-auth-import", "--all-features", "--example", "import"];

pub(super) fn flows(
    project: &Project,
    target: &Target,
    mail: &SmtpServer,
    tally: &mut Tally,
) -> Result<()> {
    let Target::FullServer(program) = target else {
        println!("npm with import: there is nothing to move to");
        return Ok(());
    };
    let home = project.path(node::HOME);
    let files = project::entries(&home.join(Setup::Moving.folder()))?;
    let port = supervisor::free_port()?;
    let mut node = project.command("node");
    node.current_dir(&home).args(["--test", "--test-reporter=spec"]).args(files);
    node.envs(environment(Setup::Moving)).env("SERVER", target.name());
    node.env("PORT", port.to_string()).env("BASE_URL", format!("http://127.0.0.1:{port}"));
    node.env("SMTP_URL", mail.url()).env("MAIL_INBOX", mail.inbox());
    node.env("FULL_SERVER", program).env("IMPORT", import(project)?);
    let postgres = postgres()?;
    if let Some(server) = &postgres {
        node.env("NPM_POSTGRES", &server.url);
    }
    println!("rust with {}", Setup::Moving.folder());
    process::run_tests(&mut node, tally)
}

fn import(project: &Project) -> Result<PathBuf> {
    let program = metadata::target_folder(project)?.join(Path::new("debug/examples/import"));
    if program.is_file() {
        return Ok(program);
    }
    Err(Failure::new(format!("{} was not built", program.display())))
}

/// A second kind of source, if this machine has it.
fn postgres() -> Result<Option<Server>> {
    match Server::start(Kind::Postgres) {
        Ok(server) => Ok(Some(server)),
        Err(failure) if failure.is_missing() => {
            eprintln!("{failure}");
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}
