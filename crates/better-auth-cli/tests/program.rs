use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// The commands that there are.
pub(crate) const COMMANDS: [&str; 12] = [
    "ban",
    "create-admin",
    "import",
    "list-users",
    "migrate",
    "preview-mails",
    "prune",
    "revoke-sessions",
    "secret",
    "status",
    "unban",
    "verify-audit-log",
];

/// One call of the program, in an environment that says nothing but what the test says.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
    input: String,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    pub(crate) fn new() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_better-auth"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("BETTER_AUTH")
                || name.starts_with("ADMIN_")
                || name.starts_with("SOURCE_")
                || matches!(&*name, "DATABASE_URL" | "RUST_LOG")
            {
                command.env_remove(name);
            }
        }
        command.env("USER", "operator");
        Self { command, input: String::new() }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// What stands on standard input.
    pub(crate) fn input(mut self, text: &str) -> Self {
        text.clone_into(&mut self.input);
        self
    }

    pub(crate) fn database(self, url: &str) -> Self {
        self.env("DATABASE_URL", url)
    }

    pub(crate) fn secret(self, secret: &str) -> Self {
        self.env("BETTER_AUTH_SECRET", secret)
    }

    pub(crate) fn run<const N: usize>(mut self, arguments: [&str; N]) -> Ended {
        let command = self.command.args(arguments).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that does not ask may be gone already.
        let _ = child.stdin.take().unwrap().write_all(self.input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Ended {
    /// Ends the test unless the program ended so. Hands itself on.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// The one document on standard output; its `ok` must agree with the exit code.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let document: Value = serde_json::from_str(&self.out).expect(&self.out);
        assert_eq!(document["ok"], self.code == 0, "{self:#?}");
        document
    }

    /// The refusal, with this code for programs, and a message for people that has these words.
    #[track_caller]
    pub(crate) fn refusal(&self, code: &str, words: &[&str]) {
        let error = self.json()["error"].clone();
        assert_eq!(error["code"], code, "{self:#?}");
        let message = error["message"].as_str().unwrap();
        for word in words {
            assert!(message.contains(word) && self.err.contains(word), "{word}: {self:#?}");
        }
    }
}
