use serde_json::Value;

use crate::old::{OLD_SECRET, Old, TOKEN, signed, user};
use crate::{app, import, skipped};

const COOKIE: &str = "better-auth.session_token";

fn session(id: &str, token: &str, expires: &str) -> String {
    format!(
        "INSERT INTO \"session\" (\"id\", \"token\", \"userId\", \"expiresAt\", \"createdAt\", \
         \"updatedAt\", \"userAgent\") VALUES ('{id}', '{token}', 'ada', '{expires}', \
         '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 'Firefox');"
    )
}

#[tokio::test]
async fn a_cookie_of_the_original_goes_on_working() {
    let sql = user("ada") + &session("s1", TOKEN, "2026-03-08T00:00:00.000Z");
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert!(
        report.notes.is_empty()
            || serde_json::to_string(&report.notes).unwrap() == r#"["secret_not_checked"]"#
    );
    let browser = app.browser();
    browser.set_cookie(COOKIE, &signed(TOKEN, OLD_SECRET));
    let answer = browser.get("/get-session").await.expect(200).json();
    assert_eq!(answer["session"]["id"], "s1");
    assert_eq!(answer["user"]["email"], "ada@example.com");
    assert_eq!(app.columns_with(TOKEN).await, Vec::<String>::new(), "only a hash is stored");
}

#[tokio::test]
async fn ses_01_a_forged_or_bare_token_of_the_original_opens_nothing() {
    let sql = user("ada") + &session("s1", TOKEN, "2026-03-08T00:00:00.000Z");
    let (app, old) = (app().await, Old::with(&sql).await);
    import(&app, &old).await;
    let forged = signed(TOKEN, "some-other-secret-of-more-than-32-letters");
    for cookie in [TOKEN, &format!("{TOKEN}."), &forged] {
        let browser = app.browser();
        browser.set_cookie(COOKIE, cookie);
        assert_eq!(browser.get("/get-session").await.expect(200).json(), Value::Null);
        app.browser().bearer(cookie).get("/get-session").await.expect(401);
    }
}

#[tokio::test]
async fn what_is_no_session_any_more_is_left() {
    let later = "2026-03-08T00:00:00.000Z";
    let sql = user("ada")
        + &session("gone", TOKEN, "2026-03-04T00:00:00.000Z")
        + &session("junk", "short", later)
        + &session("never", &TOKEN.replace('a', "b"), "").replace("'ada', ''", "'ada', NULL")
        + &session("imp", &TOKEN.replace('a', "c"), later)
        + r#"UPDATE "session" SET "impersonatedBy" = 'root' WHERE "id" = 'imp';"#;
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    let reasons =
        ["gone: expired", "imp: impersonation", "junk: bad_token", "never: missing by expiresAt"];
    assert_eq!(skipped(&report, "session"), reasons);
    assert_eq!(app.count("sessions").await, 0);
}

#[tokio::test]
async fn an_imported_session_claims_no_factor_and_ends_with_its_browser_if_it_was_short() {
    let sql = user("ada")
        + &session("long", TOKEN, "2026-03-08T00:00:00.000Z")
        + &session("short", &TOKEN.replace('a', "b"), "2026-03-09T00:00:00.000Z")
        + "UPDATE \"session\" SET \"createdAt\" = '2026-03-08T12:00:00.000Z' WHERE \"id\" = 'short';";
    let (app, old) = (app().await, Old::with(&sql).await);
    import(&app, &old).await;
    assert_eq!(app.count("sessions WHERE amr = '' AND second_factor_at IS NULL").await, 2);
    assert_eq!(app.count("sessions WHERE remembered AND id = 'long'").await, 1);
    assert_eq!(app.count("sessions WHERE remembered AND id = 'short'").await, 0);
}
