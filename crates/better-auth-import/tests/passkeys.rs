use better_auth_test::{SoftPasskey, TestApp};

use crate::old::{Old, user};
use crate::{app, import, skipped};

/// As the original draws them.
const HANDLE: &[u8] = b"0123456789abcdefghijklmnopqrstuv";

/// A passkey of a user in the original. Its key is made here, in an application that is not the
/// one of the import.
async fn passkey() -> (SoftPasskey, String) {
    let other = app().await;
    let (browser, _) = other.sign_up("grace").await;
    let mut key = SoftPasskey::new();
    let made = key.register(&browser).await.expect(200).json();
    other.mailbox().take();
    let text = |field: &str| made[field].as_str().unwrap().to_owned();
    // The original writes the key with padding, and the id without.
    let sql = format!(
        "INSERT INTO \"passkey\" (\"id\", \"userId\", \"publicKey\", \"credentialID\", \"counter\", \
         \"deviceType\", \"backedUp\", \"transports\") VALUES ('p', 'ada', '{}', '{}', {}, '{}', FALSE, \
         'internal,hybrid');",
        text("publicKey"),
        text("credentialID"),
        made["counter"],
        text("deviceType"),
    );
    (key.with_user_handle(Some(HANDLE)), sql)
}

async fn imported(sql: &str) -> TestApp {
    let (app, old) = (app().await, Old::with(&(user("ada") + sql)).await);
    let report = import(&app, &old).await;
    assert_eq!(report.skipped(), 0, "{report}");
    app
}

#[tokio::test]
async fn a_passkey_of_the_original_signs_in_with_its_random_user_handle() {
    let (mut key, sql) = passkey().await;
    let app = imported(&sql).await;
    let answer = key.sign_in(&app.browser()).await.expect(200).json();
    assert_eq!(answer["user"]["id"], "ada");
}

#[tokio::test]
async fn pky_08_an_imported_passkey_with_another_handle_or_key_is_refused() {
    let (key, sql) = passkey().await;
    let app = imported(&sql).await;
    let liars = [
        key.clone().with_user_handle(Some(b"somebody-else")),
        key.clone().with_user_handle(None),
        key.clone().with_another_key(),
    ];
    for mut liar in liars {
        liar.sign_in(&app.browser()).await.expect(401);
    }
}

#[tokio::test]
async fn a_passkey_that_is_none_is_skipped() {
    let (_, sql) = passkey().await;
    let twice = sql.replace("'p'", "'q'");
    let junk = "INSERT INTO \"passkey\" (\"id\", \"userId\", \"publicKey\", \"credentialID\") VALUES \
         ('a', 'ada', '!!', 'AAAA'), ('b', 'ada', 'AAAA', 'AAAA'), ('c', 'ada', 'pQEC', '');";
    let (app, old) = (app().await, Old::with(&(user("ada") + &sql + &twice + junk)).await);
    let report = import(&app, &old).await;
    let reasons = [
        "a: bad_value by publicKey",
        "b: bad_value by publicKey",
        "c: missing by credentialID",
        "q: duplicate by p",
    ];
    assert_eq!(skipped(&report, "passkey"), reasons);
}
