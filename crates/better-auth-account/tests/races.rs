//! What happens at once.

use futures_util::future::{join, join_all};
use serde_json::json;

use crate::{DAY, app};

#[tokio::test(flavor = "multi_thread")]
async fn con_04_a_session_that_is_signed_out_while_it_is_extended_stays_ended() {
    let app = app().await;
    for round in 0..5 {
        let (ada, _) = app.sign_up(&format!("ada{round}")).await;
        app.clock().advance(2 * DAY);
        let copy = ada.copy();
        let reads = join_all((0..8).map(|_| ada.get("/get-session")));
        let (_, signed_out) = join(reads, copy.post("/sign-out", json!({}))).await;
        signed_out.expect(200);
        assert!(ada.copy().get("/get-session").await.expect(200).json().is_null());
    }
    assert_eq!(app.count("sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_readers_extends_a_session() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(2 * DAY);
    let answers = join_all((0..8).map(|_| ada.get("/get-session"))).await;
    let extended = answers.iter().filter(|answer| !answer.set_cookies().is_empty()).count();
    assert_eq!(extended, 1);
    assert!(answers.iter().all(|answer| answer.json().is_object()));
}
