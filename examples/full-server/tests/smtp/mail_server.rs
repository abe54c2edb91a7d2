use std::collections::BTreeMap;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::server::PATIENCE;

/// The program that `cargo xtask test` starts as well.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../xtask/smtp/server.py");

/// A real SMTP server that comes and goes; its port and its inbox stay.
pub(crate) struct MailServer {
    folder: TempDir,
    port: u16,
    running: Option<(Child, Lines<BufReader<ChildStdout>>)>,
}

impl MailServer {
    /// One that is down. `None` where another step of the run asks it, or where there is none.
    ///
    /// # Panics
    /// In CI, where a test that does not run is a failure.
    pub(crate) fn find() -> Option<Self> {
        match std::env::var("TEST_SMTP_URL") {
            Ok(url) if !url.is_empty() => {}
            Ok(_) => {
                eprintln!("not run here: the step `smtp` of `cargo xtask test` does");
                return None;
            }
            Err(_) => {
                let hint = "TEST_SMTP_URL is not set; run `cargo xtask test --only smtp`";
                assert!(std::env::var_os("CI").is_none(), "{hint}");
                eprintln!("not run: {hint}");
                return None;
            }
        }
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("inbox")).unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        Some(Self { folder, port, running: None })
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Starts it, so that it takes its time with each mail.
    pub(crate) async fn start_slow(&mut self, seconds: f32) {
        let python = std::env::var("TEST_SMTP_PYTHON").expect("it is set beside TEST_SMTP_URL");
        let mut command = Command::new(python);
        command.arg(PROGRAM).arg(self.port.to_string()).current_dir(self.folder.path());
        command.env("SMTP_DELAY", seconds.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        self.running = Some((child, lines));
        self.says("ready", 1).await;
    }

    pub(crate) async fn start(&mut self) {
        self.start_slow(0.0).await;
    }

    /// Ends it at once.
    pub(crate) async fn kill(&mut self) {
        let (mut child, _) = self.running.take().expect("it runs");
        child.kill().await.unwrap();
    }

    /// Waits until so many more mails have come; it may still be taking its time.
    pub(crate) async fn has_come(&mut self, mails: usize) {
        self.says("come", mails).await;
    }

    /// Waits until it has taken so many more mails.
    pub(crate) async fn has_taken(&mut self, mails: usize) {
        self.says("taken", mails).await;
    }

    async fn says(&mut self, word: &str, times: usize) {
        let (_, lines) = self.running.as_mut().expect("it runs");
        let mut left = times;
        while left > 0 {
            let line = timeout(PATIENCE, lines.next_line()).await;
            let line =
                line.unwrap_or_else(|_| panic!("{left} of {times} times {word} are missing"));
            left -= usize::from(line.unwrap().expect("it runs") == word);
        }
    }

    /// Every mail that it took, by recipient and `Message-ID`, with how often it came.
    pub(crate) fn inbox(&self) -> BTreeMap<(String, String), usize> {
        let mut inbox = BTreeMap::new();
        for entry in std::fs::read_dir(self.folder.path().join("inbox")).unwrap() {
            let mail = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let header = |name: &str| {
                let value = mail.lines().find_map(|line| line.strip_prefix(name));
                value.expect(name).to_owned()
            };
            *inbox.entry((header("X-Rcpt-To: "), header("Message-ID: "))).or_default() += 1;
        }
        inbox
    }

    /// How many different mails each person got; each mail must have come once.
    pub(crate) fn people(&self) -> BTreeMap<String, usize> {
        let mut people = BTreeMap::new();
        for ((person, id), times) in self.inbox() {
            assert_eq!(times, 1, "{id} to {person} came {times} times");
            *people.entry(person).or_default() += 1;
        }
        people
    }
}
