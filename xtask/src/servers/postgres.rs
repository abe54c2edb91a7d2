//! A throwaway PostgreSQL.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::{Failure, Result};
use crate::process;
use crate::project;
use crate::servers::user::ServerUser;
use crate::servers::{Server, debian};
use crate::supervisor::{self, Background, Job, words};

const USER: &str = "postgres";

struct Programs {
    initdb: PathBuf,
    postgres: PathBuf,
}

pub(crate) fn start() -> Result<Server> {
    let programs = programs()?;
    let user = ServerUser::of(USER);
    let folder = supervisor::folder("postgres")?;
    user.own(folder.path())?;
    let data = folder.path().join("data");
    initialise(&programs, &user, &data)?;
    let port = supervisor::free_port()?;
    let mut background = Background::start(Job {
        name: "PostgreSQL",
        words: user.words(server(&programs, &data, port)),
        environment: Vec::new(),
        // A fast stop: TERM would wait for the clients to leave.
        signal: "INT",
        folder,
    })?;
    background.wait_until(Duration::from_secs(60), || answers(port))?;
    Ok(Server {
        url: format!("postgres://{USER}@127.0.0.1:{port}/postgres"),
        _background: background,
    })
}

fn programs() -> Result<Programs> {
    if let Some(programs) = find() {
        return Ok(programs);
    }
    debian::install("PostgreSQL", &["postgresql"])?;
    find()
        .ok_or_else(|| Failure::missing("PostgreSQL is installed, but its programs were not found"))
}

/// Debian keeps the server's programs off the `PATH`, one folder for each version.
fn find() -> Option<Programs> {
    let versions = project::entries(Path::new("/usr/lib/postgresql")).unwrap_or_default();
    let folders: Vec<_> = versions.iter().rev().map(|version| version.join("bin")).collect();
    Some(Programs {
        initdb: process::find("initdb", &folders)?,
        postgres: process::find("postgres", &folders)?,
    })
}

fn initialise(programs: &Programs, user: &ServerUser, data: &Path) -> Result<()> {
    let mut initdb = words(
        &programs.initdb,
        ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username", USER],
    );
    initdb.extend(["--pgdata".into(), data.into()]);
    process::run_quietly(user.command(initdb).current_dir("/"))
}

fn server(programs: &Programs, data: &Path, port: u16) -> Vec<std::ffi::OsString> {
    let mut server = words(&programs.postgres, ["-h", "127.0.0.1", "-p", &port.to_string(), "-D"]);
    server.push(data.into());
    for setting in [
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
        "max_connections=500",
        "unix_socket_directories=",
    ] {
        server.extend(["-c".into(), setting.into()]);
    }
    server
}

/// Whether the server lets a client in: its first answer to a greeting is an R then.
fn answers(port: u16) -> bool {
    let mut greeting = vec![0, 3, 0, 0];
    greeting.extend_from_slice(b"user\0postgres\0database\0postgres\0\0");
    let mut message = (greeting.len() as u32 + 4).to_be_bytes().to_vec();
    message.append(&mut greeting);
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(&message)?;
        let mut first = [0];
        stream.read_exact(&mut first)?;
        std::io::Result::Ok(first == *b"R")
    };
    ask().unwrap_or(false)
}
