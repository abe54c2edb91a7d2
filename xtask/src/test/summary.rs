//! What is said at the end: a table, what could not be had, and the line that CI reads.

use std::fmt;
use std::time::Duration;

use crate::tally::Tally;

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed(String),
    /// A program that the step needs could not be had.
    Missing(String),
}

/// A step that ran.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) title: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) tally: Tally,
    pub(crate) time: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.outcome {
            Outcome::Passed => "ok",
            Outcome::Failed(_) => "FAILED",
            Outcome::Missing(_) => "NOT RUN",
        };
        let time = format!("{:.1} s", self.time.as_secs_f64());
        write!(f, "{word:8} {:44} {time:>9}", self.title)?;
        if self.tally == Tally::default() { Ok(()) } else { write!(f, "   {}", self.tally) }
    }
}

/// Prints the summary. Says whether all is well; in CI, what could not be had is not.
pub(crate) fn print(reports: &[Report], ci: bool) -> bool {
    println!("\nSummary");
    for report in reports {
        println!("{report}");
    }
    for report in reports {
        match &report.outcome {
            Outcome::Passed => {}
            Outcome::Failed(why) => println!("\n{} failed: {why}", report.title),
            Outcome::Missing(why) => println!("\n{} was not run: {why}", report.title),
        }
    }
    println!("\n{}", total(reports));
    is_well(reports, ci)
}

/// The cases of all steps. A step that failed without a failed case, such as one that does not
/// compile, counts as one failure, so that the closing line never looks better than the run was.
fn total(reports: &[Report]) -> Tally {
    let mut total = Tally::default();
    for report in reports {
        total.add(report.tally);
        if matches!(report.outcome, Outcome::Failed(_)) && report.tally.failed == 0 {
            total.failed += 1;
        }
    }
    total
}

fn is_well(reports: &[Report], ci: bool) -> bool {
    reports.iter().all(|report| match report.outcome {
        Outcome::Passed => true,
        Outcome::Failed(_) => false,
        Outcome::Missing(_) => !ci,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcome: Outcome, passed: u64, failed: u64) -> Report {
        let tally = Tally { passed, failed, skipped: 0 };
        Report { title: "A step", outcome, tally, time: Duration::from_secs(1) }
    }

    #[test]
    fn cases_of_all_steps_are_counted() {
        let failed = Outcome::Failed("a test".into());
        let reports = [report(Outcome::Passed, 3, 0), report(failed, 4, 2)];
        assert_eq!(total(&reports).to_string(), "7 passed, 2 failed");
    }

    #[test]
    fn a_step_that_fails_without_a_case_counts_as_one() {
        let reports = [report(Outcome::Failed("does not compile".into()), 0, 0)];
        assert_eq!(total(&reports).to_string(), "0 passed, 1 failed");
    }

    #[test]
    fn what_is_missing_fails_in_ci_only() {
        let reports = [report(Outcome::Missing("no MariaDB".into()), 0, 0)];
        assert!(is_well(&reports, false));
        assert!(!is_well(&reports, true));
    }

    #[test]
    fn a_failure_fails_everywhere() {
        let reports = [report(Outcome::Failed("a test".into()), 1, 1)];
        assert!(!is_well(&reports, false));
    }
}
