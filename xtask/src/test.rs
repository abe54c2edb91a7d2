//! `cargo xtask test`: every check that a change must pass, on every database.

mod features;
mod steps;
mod summary;

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use crate::project::Project;
use crate::tally::Tally;
use crate::test::steps::Step;
use crate::test::summary::{Outcome, Report};

#[derive(Debug, Default, Args)]
pub(crate) struct Options {
    /// Run only this step; may be given several times
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Leave this step out; may be given several times
    #[arg(long, value_name = "STEP")]
    skip: Vec<Step>,
    /// Stop at the first step that fails instead of running the rest
    #[arg(long)]
    fail_fast: bool,
}

/// Says by its exit code whether all is well; its closing line is the last one, for CI reads it.
pub(crate) fn run(project: &Project, options: &Options) -> ExitCode {
    let steps = options.steps();
    let mut reports = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!("\n[{}/{}] {}", index + 1, steps.len(), step.title());
        let report = run_step(project, *step);
        let failed = matches!(report.outcome, Outcome::Failed(_));
        reports.push(report);
        if failed && options.fail_fast {
            break;
        }
    }
    if summary::print(&reports, project.ci()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Options {
    fn steps(&self) -> Vec<Step> {
        let chosen = |step: &&Step| {
            (self.only.is_empty() || self.only.contains(step)) && !self.skip.contains(step)
        };
        Step::ALL.iter().filter(chosen).copied().collect()
    }
}

fn run_step(project: &Project, step: Step) -> Report {
    let start = Instant::now();
    let mut tally = Tally::default();
    let outcome = match step.run(project, &mut tally) {
        Ok(()) => Outcome::Passed,
        Err(failure) if failure.is_missing() => Outcome::Missing(failure.to_string()),
        Err(failure) => Outcome::Failed(failure.to_string()),
    };
    let report = Report { title: step.title(), outcome, tally, time: start.elapsed() };
    println!("{report}");
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_options_every_step_runs() {
        assert_eq!(Options::default().steps(), Step::ALL);
    }

    #[test]
    fn steps_are_chosen_and_left_out() {
        let options =
            Options { only: vec![Step::Tidy, Step::Fmt], skip: vec![Step::Tidy], fail_fast: false };
        assert_eq!(options.steps(), [Step::Fmt]);
    }
}
