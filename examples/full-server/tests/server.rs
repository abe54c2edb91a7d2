use std::net::{Ipv4Addr, SocketAddr};
use std::process::{ExitStatus, Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::{Client, Database};

pub(crate) const TEST_SECRET: &str = "0123456789abcdefghijklmnopqrstuvwxyz-test-secret";

/// The origin that the process believes to have; tests reach it at whatever port it got.
pub(crate) const ORIGIN: &str = "http://localhost:3000";

/// Longer than anything may take: who waits that long has found a defect.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// A running full-server, which dies with its handle.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    log: JoinHandle<String>,
}

/// How a process ended: what it said last, and everything that it logged.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) log: String,
}

impl Server {
    /// Starts a process without rate limits.
    pub(crate) async fn start(database: &Database) -> Self {
        Self::start_with(database, &[]).await
    }

    /// Starts a process with some variables set otherwise.
    pub(crate) async fn start_with(database: &Database, variables: &[(&str, &str)]) -> Self {
        Self::spawn(command(database.url(), variables)).await
    }

    async fn spawn(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let stderr = child.stderr.take().unwrap();
        let mut lines = BufReader::new(stderr).lines();
        let mut log = String::new();
        let port = timeout(PATIENCE, listening(&mut lines, &mut log)).await.expect(&log);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.expect(&log)));
        Self { child, address, log: tokio::spawn(drain(lines, log)) }
    }

    /// Starts a process that is told when a file may not grow, instead of being killed for it.
    pub(crate) async fn start_on_small_disk(database: &Database) -> Self {
        let mut shell = Command::new("sh");
        let script = r#"trap "" XFSZ; exec "$0""#;
        shell.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_full-server"));
        Self::spawn(set_up(shell, database.url(), &[])).await
    }

    /// How large any file of the process may grow, in bytes; `unlimited` ends it.
    pub(crate) fn limit_files(&self, bytes: &str) {
        let mut prlimit = std::process::Command::new("prlimit");
        prlimit.arg(format!("--pid={}", self.pid())).arg(format!("--fsize={bytes}:unlimited"));
        assert!(prlimit.status().unwrap().success());
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Somebody without cookies.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// SIGKILL.
    pub(crate) async fn kill(mut self) {
        self.child.start_kill().unwrap();
        self.end().await;
    }

    /// SIGTERM; does not wait.
    pub(crate) fn terminate(&self) {
        let mut kill = std::process::Command::new("sh");
        kill.arg("-c").arg(format!("kill -TERM {}", self.pid()));
        assert!(kill.status().unwrap().success());
    }

    /// SIGTERM, and waits until it is gone.
    pub(crate) async fn stop(self) -> Ended {
        self.terminate();
        self.end().await
    }

    /// Waits until it is gone.
    pub(crate) async fn end(mut self) -> Ended {
        let status = timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap();
        Ended { status, log: self.log.await.unwrap() }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// A line of `/proc/PID/status` in KiB: `VmRSS` for the memory now, `VmHWM` for the most that
    /// there was.
    pub(crate) fn memory_kib(&self, line: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let found = status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':'));
        found.unwrap().trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// The processor time that the process has taken, in ticks of 10 ms.
    pub(crate) fn processor_ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap();
        let fields: Vec<_> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }
}

/// Runs a process that refuses to start.
pub(crate) async fn run(url: &str, variables: &[(&str, &str)]) -> Output {
    timeout(PATIENCE, command(url, variables).output()).await.expect("it ends").unwrap()
}

fn command(url: &str, variables: &[(&str, &str)]) -> Command {
    set_up(Command::new(env!("CARGO_BIN_EXE_full-server")), url, variables)
}

fn set_up(mut command: Command, url: &str, variables: &[(&str, &str)]) -> Command {
    command.env_remove("TRUSTED_ORIGINS").env_remove("REQUIRE_EMAIL_VERIFICATION");
    command.env_remove("SMTP_URL").env_remove("DELETE_BY_MAIL").env_remove("EXTRA_FIELDS");
    for provider in ["GOOGLE", "GITHUB", "OIDC"] {
        for variable in ["ISSUER", "CLIENT_ID", "CLIENT_SECRET"] {
            command.env_remove(format!("{provider}_{variable}"));
        }
    }
    command.current_dir(env!("CARGO_TARGET_TMPDIR"));
    command.env("PORT", "0").env("BASE_URL", ORIGIN).env("DATABASE_URL", url);
    command.env("BETTER_AUTH_SECRET", TEST_SECRET).env("RATE_LIMIT", "off").env("RUST_LOG", "info");
    command.envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn listening(lines: &mut Lines<BufReader<ChildStderr>>, log: &mut String) -> Option<u16> {
    while let Some(line) = lines.next_line().await.unwrap() {
        log.push_str(&line);
        log.push('\n');
        if let Some((_, rest)) = line.split_once("listening port=") {
            return rest.split(' ').next()?.parse().ok();
        }
    }
    None
}

async fn drain(mut lines: Lines<BufReader<ChildStderr>>, mut log: String) -> String {
    while let Ok(Some(line)) = lines.next_line().await {
        log.push_str(&line);
        log.push('\n');
    }
    log
}
