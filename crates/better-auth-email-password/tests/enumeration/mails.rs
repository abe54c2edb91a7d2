//! The routes that mail something: whoever asks, about whichever address, gets the same answer
//! after the same work.

use better_auth_account::UserManagementPlugin;
use better_auth_email_password::PasswordManagementPlugin;
use better_auth_test::{Browser, TestApp};
use serde_json::{Value, json};

use super::seen;
use crate::verification::{path_to, required_with};
use crate::{PASSWORD, signing_up};

/// A route, who asks, and what about an address.
type Case = (&'static str, Who, fn(&str) -> Value);

#[derive(Debug, Clone, Copy)]
enum Who {
    Stranger,
    Member,
}

/// Whoever adds a route that mails something adds a line here.
const CASES: [Case; 6] = [
    (
        "/sign-up/email",
        Who::Stranger,
        |email| json!({ "name": "Same", "email": email, "password": PASSWORD }),
    ),
    ("/send-verification-email", Who::Stranger, |email| json!({ "email": email })),
    (
        "/send-verification-email",
        Who::Stranger,
        |email| json!({ "email": email, "callbackURL": "/done" }),
    ),
    ("/request-password-reset", Who::Stranger, |email| json!({ "email": email })),
    ("/forget-password", Who::Stranger, |email| json!({ "email": email, "redirectTo": "/choose" })),
    ("/change-email", Who::Member, |email| json!({ "newEmail": email })),
];

/// What a request left behind: rows in each table that a mail goes through.
#[derive(Debug, PartialEq, Eq)]
struct Work {
    tokens: i64,
    mails: i64,
}

impl Work {
    async fn so_far(app: &TestApp) -> Self {
        Self { tokens: app.count("verifications").await, mails: app.count("mails").await }
    }

    fn since(&self, before: &Self) -> Self {
        Self { tokens: self.tokens - before.tokens, mails: self.mails - before.mails }
    }
}

/// Carol is signed in, Vera is verified, Ulla is not; Nobody has no account. Addresses and ids are
/// of one length.
async fn application() -> (TestApp, Browser) {
    let app = required_with(Default::default(), |builder| {
        builder.plugin(UserManagementPlugin::new()).plugin(PasswordManagementPlugin::new())
    })
    .await;
    for name in ["carol", "vera0", "ulla0"] {
        app.browser().post("/sign-up/email", signing_up(name)).await.expect(200);
        let path = path_to(&app, name);
        if name != "ulla0" {
            app.browser().get(&path).await.expect(302);
        }
    }
    let (carol, answer) = app.sign_in("carol").await;
    answer.expect(200);
    // Her own address has not been proven: the mail goes to the new one at once, which is where
    // a route could tell whether it is taken.
    app.execute("UPDATE users SET email_verified = false WHERE email = 'carol@example.com'").await;
    (app, carol)
}

/// The answer without what is different each time anyway: the id of a new user and the address.
fn shape(answer: &str, name: &str, id: Option<&str>) -> String {
    answer.replace(id.unwrap_or("-no id-"), "ID").replace(name, "NAME")
}

#[tokio::test]
async fn enu_04_enu_05_routes_that_mail_answer_and_work_alike_whoever_has_the_address() {
    for (route, who, body) in CASES {
        let mut results = Vec::new();
        for name in ["vera0", "ulla0", "newby"] {
            let (app, carol) = application().await;
            let browser = match who {
                Who::Stranger => app.browser(),
                Who::Member => carol,
            };
            let before = Work::so_far(&app).await;
            let browser = browser.leaving_mails();
            let answer =
                browser.post(route, body(&format!("{name}@example.com"))).await.expect(200);
            let work = Work::so_far(&app).await.since(&before);
            assert_eq!(work, Work { tokens: 1, mails: 1 }, "{route} {name}");
            let id = answer.json()["user"]["id"].as_str().map(str::to_owned);
            results.push(shape(&seen(&answer), name, id.as_deref()));
            app.browser().get("/ok").await;
            app.mailbox().take_all();
        }
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{route}: {results:#?}");
    }
}

#[tokio::test]
async fn enu_04_enu_05_over_the_limit_they_answer_and_work_alike_as_well() {
    for (route, who, body) in CASES {
        let mut results = Vec::new();
        for name in ["vera0", "ulla0"] {
            let (app, carol) = application().await;
            let browser = match who {
                Who::Stranger => app.browser(),
                Who::Member => carol,
            };
            let body = body(&format!("{name}@example.com"));
            for _ in 0..7 {
                browser.post(route, body.clone()).await.expect(200);
            }
            assert!(app.mailbox().take_all().len() <= 5, "{route}");
            let before = Work::so_far(&app).await;
            let answer = browser.clone().leaving_mails().post(route, body).await.expect(200);
            let work = Work::so_far(&app).await.since(&before);
            let id = answer.json()["user"]["id"].as_str().map(str::to_owned);
            results.push((shape(&seen(&answer), name, id.as_deref()), work));
            app.browser().get("/ok").await;
        }
        assert_eq!(results[0], results[1], "{route}");
    }
}
