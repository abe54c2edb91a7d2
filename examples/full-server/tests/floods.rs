//! More sign-ins than the machine can hash.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use futures_util::future::join_all;

use crate::client::signing_in;
use crate::{Database, PASSWORD, Server};

/// Memory of one hash, in KiB.
const HASH_KIB: u64 = 19_456;

#[tokio::test]
async fn dos_05_a_flood_of_sign_ins_is_bounded_and_others_are_served() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    server.client().sign_up("ada").await.expect(200);
    let before = server.memory_kib("VmHWM");
    let (over, served) = (AtomicBool::new(false), AtomicU32::new(0));
    let flood = async {
        let sign_ins = (0..128).map(async |index| {
            // unknown names cost a hash as well
            let name = if index % 8 == 0 { "ada".to_owned() } else { format!("nobody{index}") };
            server.client().post("/sign-in/email", signing_in(&name, PASSWORD)).await
        });
        let answers = join_all(sign_ins).await;
        over.store(true, Ordering::Relaxed);
        answers
    };
    let meanwhile = async {
        while !over.load(Ordering::Relaxed) {
            server.client().get("/ok").await.expect(200);
            served.fetch_add(1, Ordering::Relaxed);
        }
    };
    let (answers, ()) = tokio::join!(flood, meanwhile);
    let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!(count(200) + count(401) + count(503), 128);
    let workers = std::thread::available_parallelism().unwrap().get();
    assert!(count(200) + count(401) >= (64 + workers).min(128), "a full queue is served");
    if workers <= 4 {
        assert!(count(503) > 0, "128 are more than {workers} workers and a queue of 64 take");
    }
    for refused in answers.iter().filter(|answer| answer.status == 503) {
        let refused = refused.clone().expect_error(503, "SERVICE_UNAVAILABLE");
        assert!(refused.header("retry-after").is_some());
    }
    assert!(served.into_inner() > 10, "/ok was served during the flood");
    let grown = server.memory_kib("VmHWM") - before;
    let bound = workers as u64 * HASH_KIB + 24 * 1024;
    assert!(grown < bound, "{grown} KiB for {workers} workers");
    server.client().sign_in("ada").await.expect(200);
}
