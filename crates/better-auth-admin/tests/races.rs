//! What happens at once.

use futures_util::future::{join, join_all};
use serde_json::json;

use crate::{admin, app, person, user, with_role};

#[tokio::test(flavor = "multi_thread")]
async fn con_12_of_administrators_who_demote_each_other_at_once_one_stays() {
    for _ in 0..4 {
        let app = app().await;
        let mut admins = Vec::new();
        for name in ["ada", "bob", "eve", "mia"] {
            admins.push(with_role(&app, name, "admin").await);
        }
        let ids: Vec<String> = admins.iter().map(|(_, id)| id.clone()).collect();
        let attempts = admins.iter().enumerate().map(|(index, (browser, _))| {
            let other = ids[(index + 1) % ids.len()].clone();
            let body = json!({ "userId": other, "role": "user" });
            async move { browser.post("/admin/set-role", body).await }
        });
        for answer in join_all(attempts).await {
            assert!(answer.status == 200 || answer.status.is_client_error(), "{}", answer.text());
        }
        assert!(app.count("users WHERE role = 'admin'").await >= 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_last_administrators_who_leave_at_once_one_stays() {
    for _ in 0..4 {
        let app = app().await;
        let (ada, _) = admin(&app).await;
        let (bob, bob_id) = with_role(&app, "bob", "admin").await;
        let (sue, _) = with_role(&app, "sue", "super").await;
        let password = json!({ "password": better_auth_test::PASSWORD });
        let demotion = json!({ "userId": bob_id, "role": "user" });
        let gone = join_all([
            ada.post("/delete-user", password),
            sue.post("/admin/set-role", demotion),
            sue.post("/admin/ban-user", user(&bob_id)),
        ]);
        let _answers = gone.await;
        drop(bob);
        let left = app.count("users WHERE role = 'admin' AND NOT banned").await;
        assert_eq!(left, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn con_06_no_session_lives_after_the_answer_of_a_ban() {
    for _ in 0..4 {
        let app = app().await;
        let (ada, _) = admin(&app).await;
        let (_, id) = person(&app, "bob").await;
        let sign_ins = join_all((0..11).map(|_| app.sign_in("bob")));
        let ban = ada.post("/admin/ban-user", user(&id));
        let (answers, banned) = join(sign_ins, ban).await;
        banned.expect(200);
        for (_, answer) in answers {
            assert!(answer.status == 200 || answer.status.is_client_error(), "{}", answer.text());
        }
        assert_eq!(app.count(&format!("sessions WHERE user_id = '{id}'")).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impersonation_does_not_outlive_the_ban_of_who_begins_it() {
    for _ in 0..4 {
        let app = app().await;
        let (ada, _) = admin(&app).await;
        let (tom, tom_id) = with_role(&app, "tom", "admin").await;
        let (_, id) = person(&app, "bob").await;
        let start = tom.post("/admin/impersonate-user", user(&id));
        let (_, banned) = join(start, ada.post("/admin/ban-user", user(&tom_id))).await;
        banned.expect(200);
        assert_eq!(app.count("sessions WHERE impersonated_by IS NOT NULL").await, 0);
    }
}
