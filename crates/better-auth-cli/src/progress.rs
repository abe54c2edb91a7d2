use std::io::{IsTerminal, Write};

/// Says on standard error how far long work is: in one line that changes on a terminal, in a line for
/// each step elsewhere. The answer on standard output stays what it is.
#[derive(Debug)]
pub(crate) struct Progress {
    on_terminal: bool,
    shown: bool,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { on_terminal: std::io::stderr().is_terminal(), shown: false }
    }

    pub(crate) fn say(&mut self, text: &str) {
        let mut errors = std::io::stderr().lock();
        // Nobody who listens is no reason to stop.
        let _ = if self.on_terminal {
            write!(errors, "\r\x1b[K{text}").and_then(|()| errors.flush())
        } else {
            writeln!(errors, "{text}")
        };
        self.shown = true;
    }
}

impl Drop for Progress {
    /// Clears the line, so that the answer stands alone.
    fn drop(&mut self) {
        if self.on_terminal && self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
