use std::time::Duration;

use better_auth_core::Clock as _;
use better_auth_test::{Browser, PASSWORD, TestApp, Totp};
use serde_json::json;

use crate::old::{OLD_SECRET, Old, sealed, user};
use crate::{app, import, remarks, skipped};

/// The original draws 32 characters and takes them as bytes.
const SECRET: &str = "AbcdefGhijklmnopqrstuvwxyz012345";

/// `SECRET` in base32 (RFC 4648).
const URI: &str =
    "otpauth://totp/npm:ada?secret=IFRGGZDFMZDWQ2LKNNWG23TPOBYXE43UOV3HO6DZPIYDCMRTGQ2Q&issuer=npm";

const CODES: &str = r#"["abcde-fghij","klmno-pqrst"]"#;

fn second_factor(id: &str, user: &str, secret: &str, codes: &str, verified: &str) -> String {
    format!(
        "INSERT INTO \"twoFactor\" (\"id\", \"userId\", \"secret\", \"backupCodes\", \"verified\") \
         VALUES ('{id}', '{user}', '{secret}', '{codes}', {verified}); "
    )
}

fn enabled(users: &[&str]) -> String {
    let names = users.join("', '");
    format!("UPDATE \"user\" SET \"twoFactorEnabled\" = TRUE WHERE \"id\" IN ('{names}');")
}

async fn half_way(app: &TestApp, name: &str) -> Browser {
    let browser = app.browser();
    let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
    let answer = browser.post("/sign-in/email", body).await.expect(200).json();
    assert_eq!(answer["twoFactorRedirect"], true, "{answer}");
    browser
}

#[tokio::test]
async fn the_app_and_the_backup_codes_of_the_original_are_accepted_and_each_code_once() {
    let sql = user("ada")
        + &second_factor(
            "t",
            "ada",
            &sealed(SECRET, OLD_SECRET),
            &sealed(CODES, OLD_SECRET),
            "TRUE",
        )
        + &enabled(&["ada"]);
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert_eq!(report.skipped(), 0, "{report}");
    app.clock().advance(Duration::from_secs(30));
    let code = Totp::from_uri(URI).code(app.clock().now());
    let browser = half_way(&app, "ada").await;
    browser.post("/two-factor/verify-totp", json!({ "code": code })).await.expect(200);
    for status in [200, 401] {
        let browser = half_way(&app, "ada").await;
        let body = json!({ "code": "abcde-fghij" });
        browser.post("/two-factor/verify-backup-code", body).await.expect(status);
    }
    for plain in [SECRET, "abcde-fghij", &sealed(SECRET, OLD_SECRET)] {
        assert_eq!(app.columns_with(plain).await, Vec::<String>::new(), "{plain}");
    }
}

#[tokio::test]
async fn what_rotated_secrets_have_sealed_opens_whatever_its_version_says() {
    let newer = "the-second-secret-of-the-npm-server-01234";
    let (secret, codes) = (sealed(SECRET, newer), sealed(CODES, newer));
    let sql = ["ada", "bob"].map(user).concat()
        + &second_factor("1", "ada", &format!("$ba$2${secret}"), &format!("$ba$2${codes}"), "TRUE")
        + &second_factor("2", "bob", &sealed(SECRET, OLD_SECRET), CODES, "NULL")
        + &enabled(&["ada", "bob"]);
    let (app, old) = (app().await, Old::with(&sql).await.secrets(&[newer, OLD_SECRET]));
    let report = import(&app, &old).await;
    assert_eq!((report.skipped(), report.table("twoFactor").unwrap().taken), (0, 2), "{report}");
    assert_eq!(app.count("two_factor_backup_codes").await, 4, "plain codes are taken as well");
}

#[tokio::test]
async fn only_a_factor_that_was_proven_is_one() {
    let secret = sealed(SECRET, OLD_SECRET);
    let sql = ["ada", "bob", "cy"].map(user).concat()
        + &second_factor("1", "ada", &secret, &sealed(CODES, OLD_SECRET), "FALSE")
        + &second_factor("2", "bob", &secret, "not codes", "FALSE")
        + &second_factor("3", "cy", "junk", "[]", "TRUE")
        + &enabled(&["bob", "cy"]);
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert_eq!(skipped(&report, "twoFactor"), ["1: unfinished", "3: does_not_open"]);
    assert_eq!(remarks(&report, "twoFactor"), ["2: codes_do_not_open"]);
    assert_eq!(app.count("two_factors WHERE mailed_codes AND secret IS NULL").await, 1);
    // Whoever had a second factor is asked for one, also where it could not be taken.
    half_way(&app, "bob").await;
    half_way(&app, "cy").await;
}

#[tokio::test]
async fn of_two_factors_of_one_user_the_first_id_is_taken_also_the_second_time() {
    let secret = sealed(SECRET, OLD_SECRET);
    let sql = user("ada")
        + &second_factor("2", "ada", &secret, "[]", "TRUE")
        + &second_factor("1", "ada", &secret, CODES, "TRUE")
        + &enabled(&["ada"]);
    let (app, old) = (app().await, Old::with(&sql).await);
    for _ in 0..2 {
        let report = import(&app, &old).await;
        assert_eq!(skipped(&report, "twoFactor"), ["2: duplicate by 1"]);
        assert_eq!(app.count("two_factor_backup_codes").await, 2);
    }
}
