//! What happens at once.

use futures_util::future::{join, join_all};
use serde_json::json;

use super::{address, app, confirmed, link_to, verified};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_opened_sixteen_times_at_once_moves_the_account_once() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let link = confirmed(&app, &ada, "ada").await;
    let visits = (0..16).map(|_| {
        let (browser, link) = (app.browser(), link.clone());
        async move { browser.get(&link).await }
    });
    let answers = join_all(visits).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(401, "TOKEN_ALREADY_USED");
    }
    app.mailbox().take_to("ada@example.com");
    assert!(app.mailbox().take_all().is_empty());
    assert_eq!(address(&ada).await, "ada@example.org");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_who_move_to_one_address_at_once_one_does() {
    let app = app().await;
    for round in 0..3 {
        let to = format!("goal{round}@example.org");
        let mut links = Vec::new();
        for index in 0..4 {
            let name = format!("ada{round}{index}");
            let browser = verified(&app, &name).await;
            browser.post("/change-email", json!({ "newEmail": to })).await.expect(200);
            app.browser().get(&link_to(&app, &format!("{name}@example.com"))).await.expect(200);
            links.push(link_to(&app, &to));
        }
        let visits = links.iter().map(|link| {
            let browser = app.browser();
            async move { browser.get(link).await }
        });
        let answers = join_all(visits).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 200) {
            answer.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
        }
        assert_eq!(app.mailbox().take_all().len(), 1, "one old address is told");
        assert_eq!(app.count(&format!("users WHERE email = '{to}'")).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_and_a_sign_up_with_one_address_at_once_make_one_owner() {
    let app = app().await;
    for round in 0..5 {
        let name = format!("ada{round}");
        let to = format!("{name}@example.org");
        let ada = verified(&app, &name).await;
        let link = confirmed(&app, &ada, &name).await;
        let body = json!({ "name": "eve", "email": to, "password": better_auth_test::PASSWORD });
        let (eve, visitor) = (app.browser(), app.browser());
        let (moved, signed_up) = join(visitor.get(&link), eve.post("/sign-up/email", body)).await;
        match moved.status.as_u16() {
            200 => {
                signed_up.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
                app.mailbox().take_to(&format!("{name}@example.com"));
            }
            _ => {
                moved.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
                signed_up.expect(200);
            }
        }
        assert_eq!(app.count(&format!("users WHERE email = '{to}'")).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_links_of_one_user_at_once_wait_for_each_other_and_one_moves_the_account() {
    let app = app().await;
    for round in 0..5 {
        let name = format!("ada{round}");
        let ada = verified(&app, &name).await;
        let first = confirmed(&app, &ada, &name).await;
        let second = confirmed(&app, &ada, &name).await;
        let (one, other) = (app.browser(), app.browser());
        let (a, b) = join(one.get(&first), other.get(&second)).await;
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401], "{} {}", a.text(), b.text());
        assert_eq!(app.mailbox().take_all().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_under_way_while_the_account_moves_leaves_no_session_behind() {
    let app = app().await;
    for round in 0..5 {
        let name = format!("ada{round}");
        let ada = verified(&app, &name).await;
        let link = confirmed(&app, &ada, &name).await;
        let sign_ins = join_all((0..4).map(|_| app.sign_in(&name)));
        let visitor = app.browser();
        let (signed_in, moved) = join(sign_ins, visitor.get(&link)).await;
        moved.expect(200);
        app.mailbox().take_to(&format!("{name}@example.com"));
        for (browser, answer) in signed_in {
            assert!(matches!(answer.status.as_u16(), 200 | 401), "{}", answer.text());
            assert_eq!(address(&browser).await, "signed out");
        }
        assert_eq!(address(&ada).await, format!("{name}@example.org"));
    }
}
