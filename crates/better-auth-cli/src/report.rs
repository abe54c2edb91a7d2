//! What a command answers: text for people, or one JSON document for programs.

use std::io::Write;

use serde_json::{Map, Value, json};

use crate::cli::Exit;
use crate::failure::Failure;

/// The answer of a command that was carried out.
#[derive(Debug)]
pub(crate) struct Report {
    exit: Exit,
    fields: Map<String, Value>,
    text: String,
}

impl Report {
    /// The fields of an object, and the same for people.
    pub(crate) fn new(fields: Value, text: impl Into<String>) -> Self {
        let fields = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        Self { exit: Exit::Done, fields, text: text.into() }
    }

    /// The same, but something is wrong with what was looked at.
    pub(crate) fn objecting(mut self) -> Self {
        self.exit = Exit::Refused;
        self
    }
}

/// Prints it, and says how the process ends. The answer goes to standard output, everything else to
/// standard error.
pub(crate) fn print(done: Result<Report, Failure>, as_json: bool) -> Exit {
    let (exit, text) = match done {
        Ok(report) if as_json => (report.exit, document(report.exit, report.fields)),
        Ok(report) => (report.exit, report.text),
        Err(failure) => {
            eprintln!("better-auth: {}", failure.message);
            let error = json!({ "code": failure.code, "message": failure.message });
            let fields = Map::from_iter([("error".to_owned(), error)]);
            let text = if as_json { document(failure.exit, fields) } else { String::new() };
            (failure.exit, text)
        }
    };
    if text.is_empty() {
        return exit;
    }
    // A reader that is gone, as `head` is, has seen enough.
    match writeln!(std::io::stdout().lock(), "{}", text.trim_end()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Refused,
        _ => exit,
    }
}

fn document(exit: Exit, fields: Map<String, Value>) -> String {
    let mut document = Map::from_iter([("ok".to_owned(), json!(exit == Exit::Done))]);
    document.extend(fields);
    Value::Object(document).to_string()
}
