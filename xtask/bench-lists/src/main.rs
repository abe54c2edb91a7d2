//! `cargo xtask bench lists`: what `GET /admin/list-users` costs at a thousand users and at many.
//!
//! Two applications, on a database each, where `TEST_DATABASE_URL` says. They answer the same
//! questions in turn, so that what else the machine does touches both alike; the median of the
//! rounds counts. A request goes through the whole router (session, roles, queries, JSON), without
//! a network.
//!
//! Arguments: how many users (a power of ten up to a million), how many rounds.

mod case;
mod crowd;

use std::time::{Duration, Instant};

use crate::case::Case;
use crate::crowd::Crowd;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What many users are compared with.
const FEW: u32 = 1000;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args().skip(1);
    let many = arguments.next().unwrap_or_else(|| "1000000".to_owned()).parse()?;
    let rounds = arguments.next().unwrap_or_else(|| "21".to_owned()).parse()?;
    let (few, many) = (Crowd::of(FEW).await?, Crowd::of(many).await?);
    for (few_case, many_case) in case::all(&few).await?.iter().zip(&case::all(&many).await?) {
        let (few_times, many_times) = compare((&few, few_case), (&many, many_case), rounds).await?;
        let (few_time, many_time) = (median(few_times), median(many_times));
        let ratio = many_time.as_secs_f64() / few_time.as_secs_f64();
        println!(
            "| {} | {} | {:.2} | {:.2} | {ratio:.2} |",
            few_case.name,
            few.database(),
            millis(few_time),
            millis(many_time),
        );
    }
    Ok(())
}

async fn compare(
    few: (&Crowd, &Case),
    many: (&Crowd, &Case),
    rounds: usize,
) -> Result<(Vec<Duration>, Vec<Duration>), BoxError> {
    let (mut few_times, mut many_times) = (Vec::new(), Vec::new());
    // Some for nothing: connections, statement caches, pages of memory.
    for round in 0..rounds + 5 {
        let times = (time(few).await?, time(many).await?);
        if round >= 5 {
            few_times.push(times.0);
            many_times.push(times.1);
        }
    }
    Ok((few_times, many_times))
}

async fn time((crowd, case): (&Crowd, &Case)) -> Result<Duration, BoxError> {
    let begin = Instant::now();
    crowd.list(&case.question).await?;
    Ok(begin.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
