//! What the audit log costs, printed:
//! `cargo test --release -p better-auth-audit -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use better_auth_email_password::EmailPasswordPlugin;
use better_auth_test::TestApp;
use futures_util::future::join_all;

use crate::{app, log};

const ROUNDS: usize = 5;
const CLIENTS: usize = 8;
const EACH: usize = 25;

/// One after the other in turn, and the median of each, so that what else the machine does hits both.
/// Passwords are hashed cheaply, so this is the most that the log can add.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures and checks nothing"]
async fn a_sign_in_with_the_log_beside_one_without() {
    let without = TestApp::build(|builder| builder.plugin(EmailPasswordPlugin::new())).await;
    let with = app().await;
    let mut times = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        for (index, app) in [&without, &with].into_iter().enumerate() {
            times[index].push(sign_ups(app, round).await);
            times[index + 2].push(sign_ins(app, round).await);
        }
    }
    for (name, times) in
        ["sign-up", "sign-up, audited", "sign-in", "sign-in, audited"].iter().zip(&mut times)
    {
        times.sort();
        let each = times[ROUNDS / 2] / u32::try_from(CLIENTS * EACH).unwrap();
        println!("{name:18} {each:?} each, {:.0} a second", 1.0 / each.as_secs_f64());
    }
    let (report, took) = timed(async || log(&with).verify(None).await.unwrap()).await;
    println!("verify: {} rows, {:?} each", report.rows, took / u32::try_from(report.rows).unwrap());
}

async fn sign_ups(app: &TestApp, round: usize) -> Duration {
    let client = async |client: usize| {
        for index in 0..EACH {
            app.sign_up(&format!("user{round}x{client}x{index}")).await;
        }
    };
    timed(async || join_all((0..CLIENTS).map(client)).await).await.1
}

async fn sign_ins(app: &TestApp, round: usize) -> Duration {
    let client = async |client: usize| {
        for index in 0..EACH {
            app.sign_in(&format!("user{round}x{client}x{index}")).await.1.expect(200);
        }
    };
    timed(async || join_all((0..CLIENTS).map(client)).await).await.1
}

async fn timed<T>(act: impl AsyncFnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = act().await;
    (done, start.elapsed())
}
