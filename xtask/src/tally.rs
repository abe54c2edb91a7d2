//! How many test cases ran, read from the closing lines of the test runners.

use std::fmt;

/// Test cases by their end.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Counts what a line reports, if it is the closing line of nextest, of Rust's own test
    /// runner or of Node's.
    pub(crate) fn read_line(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(cases) = nextest(line).or_else(|| rust(line)) {
            cases.for_each(|case| self.count(case));
        } else if let Some(case) = node(line) {
            self.count(case);
        }
    }

    fn count(&mut self, (number, end): (u64, &str)) {
        match end {
            "passed" | "pass" => self.passed += number,
            "failed" | "fail" | "cancelled" | "timed" | "exec" => self.failed += number,
            "skipped" | "ignored" => self.skipped += number,
            _ => {}
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

type Cases<'a> = Box<dyn Iterator<Item = (u64, &'a str)> + 'a>;

/// `Summary [ 0.01s] 5/6 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 1 skipped`
fn nextest(line: &str) -> Option<Cases<'_>> {
    let (head, cases) = line.split_once(" run: ")?;
    head.starts_with("Summary [").then(|| Box::new(cases.split(", ").filter_map(case)) as Cases<'_>)
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.1s`
fn rust(line: &str) -> Option<Cases<'_>> {
    let (_, cases) = line.strip_prefix("test result: ")?.split_once(". ")?;
    Some(Box::new(cases.split("; ").filter_map(case)))
}

/// `3 passed`
fn case(text: &str) -> Option<(u64, &str)> {
    let mut words = text.split_whitespace();
    Some((words.next()?.parse().ok()?, words.next()?))
}

/// `# pass 3`, or with an information sign instead of the hash
fn node(line: &str) -> Option<(u64, &str)> {
    let (end, number) = line.strip_prefix("# ").or(line.strip_prefix("ℹ "))?.split_once(' ')?;
    Some((number.parse().ok()?, end))
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut parts = line.split('\u{1b}');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, text)| text));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read_line(line));
        tally
    }

    #[test]
    fn a_summary_of_nextest_is_counted() {
        let line = "     Summary [   1.2s] 6/9 tests run: 3 passed (1 slow), 1 failed, 2 timed out, 4 skipped";
        assert_eq!(tally(&[line]), Tally { passed: 3, failed: 3, skipped: 4 });
    }

    #[test]
    fn colours_do_not_hide_a_summary() {
        let line = "\u{1b}[32;1m Summary\u{1b}[0m [ 1.2s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32mpassed\u{1b}[0m, 0 skipped";
        assert_eq!(tally(&[line]), Tally { passed: 2, failed: 0, skipped: 0 });
    }

    #[test]
    fn results_of_several_doctest_runs_add_up() {
        let ok = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.1s";
        let bad = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(tally(&[ok, bad]), Tally { passed: 4, failed: 2, skipped: 1 });
    }

    #[test]
    fn the_closing_lines_of_node_are_counted() {
        let lines = ["ℹ tests 4", "ℹ pass 2", "ℹ fail 1", "ℹ cancelled 1", "ℹ skipped 0"];
        assert_eq!(tally(&lines), Tally { passed: 2, failed: 2, skipped: 0 });
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            tally(&["3 passed", "Summary of 3 passed", "test result: ok"]),
            Tally::default()
        );
    }

    #[test]
    fn the_closing_line_has_the_form_that_ci_reads() {
        assert_eq!(Tally { passed: 2, failed: 0, skipped: 0 }.to_string(), "2 passed, 0 failed");
        assert_eq!(
            Tally { passed: 2, failed: 1, skipped: 3 }.to_string(),
            "2 passed, 1 failed, 3 skipped"
        );
    }
}
