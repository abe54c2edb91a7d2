//! A throwaway MariaDB.

use std::ffi::OsString;
use std::io::Read;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::{Failure, Result};
use crate::process;
use crate::servers::user::ServerUser;
use crate::servers::{Server, debian};
use crate::supervisor::{self, Background, Job, words};

struct Programs {
    install: PathBuf,
    mariadbd: PathBuf,
}

pub(crate) fn start() -> Result<Server> {
    let programs = programs()?;
    let user = ServerUser::of("mysql");
    let folder = supervisor::folder("mariadb")?;
    user.own(folder.path())?;
    let data = folder.path().join("data");
    initialise(&programs, &user, &data)?;
    let port = supervisor::free_port()?;
    let mut background = Background::start(Job {
        name: "MariaDB",
        words: user.words(server(&programs, folder.path(), port)),
        environment: Vec::new(),
        signal: "TERM",
        folder,
    })?;
    background.wait_until(Duration::from_secs(60), || answers(port))?;
    Ok(Server { url: format!("mysql://root@127.0.0.1:{port}/mysql"), _background: background })
}

fn programs() -> Result<Programs> {
    if let Some(programs) = find() {
        return Ok(programs);
    }
    debian::install("MariaDB", &["mariadb-server"])?;
    find().ok_or_else(|| Failure::missing("MariaDB is installed, but its programs were not found"))
}

fn find() -> Option<Programs> {
    let folders = ["/usr/sbin", "/usr/libexec", "/usr/local/sbin"].map(PathBuf::from);
    Some(Programs {
        install: process::find("mariadb-install-db", &folders)?,
        mariadbd: process::find("mariadbd", &folders)?,
    })
}

fn initialise(programs: &Programs, user: &ServerUser, data: &Path) -> Result<()> {
    let mut install = words(
        &programs.install,
        ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"],
    );
    install.push(option("datadir", data));
    process::run_quietly(user.command(install).current_dir("/"))
}

fn server(programs: &Programs, folder: &Path, port: u16) -> Vec<OsString> {
    let mut server = words(
        &programs.mariadbd,
        [
            "--no-defaults",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--skip-log-bin",
            "--max-connections=500",
            "--character-set-server=utf8mb4",
            "--innodb-buffer-pool-size=256M",
            "--innodb-doublewrite=0",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-flush-method=nosync",
        ],
    );
    server.push(format!("--port={port}").into());
    server.push(option("datadir", &folder.join("data")));
    server.push(option("socket", &folder.join("socket")));
    server.push(option("pid-file", &folder.join("pid")));
    server
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(format!("--{name}="));
    option.push(path);
    option
}

/// Whether the server greets a client: its first packet carries version 10 of the protocol.
fn answers(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let mut first = [0; 5];
        stream.read_exact(&mut first)?;
        std::io::Result::Ok(first.last() == Some(&10))
    };
    ask().unwrap_or(false)
}
