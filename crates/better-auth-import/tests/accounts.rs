use better_auth_test::PASSWORD;
use serde_json::json;

use crate::old::{OLD_SECRET, Old, sealed, user};
use crate::{app, import, remarks, skipped};

#[tokio::test]
async fn tokens_of_a_provider_are_sealed_whether_they_were_encrypted_or_not() {
    let encrypted = sealed("an-encrypted-token", OLD_SECRET);
    let hex = "ab".repeat(60);
    let sql = user("ada")
        + &format!(
            r#"INSERT INTO "account" ("id", "userId", "providerId", "accountId", "accessToken",
            "refreshToken", "scope") VALUES ('1', 'ada', 'github', '7', 'a-plain-token', NULL, 'a,b'),
            ('2', 'ada', 'google', '8', '{encrypted}', '{hex}', NULL),
            ('3', 'ada', 'apple', '9', '$ba$1$abcd', NULL, NULL);"#
        );
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert_eq!(remarks(&report, "account"), ["3: tokens_do_not_open"]);
    for plain in ["a-plain-token", "an-encrypted-token", &hex] {
        assert_eq!(app.columns_with(plain).await, Vec::<String>::new(), "{plain}");
    }
    assert_eq!(app.count("accounts WHERE tokens IS NOT NULL").await, 2);
    assert_eq!(app.count("accounts WHERE scopes = 'a b'").await, 1);
}

#[tokio::test]
async fn of_accounts_with_one_identity_the_first_id_is_taken() {
    let sql = ["ada", "bob"].map(user).concat()
        + r#"INSERT INTO "account" ("id", "userId", "providerId", "accountId") VALUES
            ('2', 'bob', 'github', '7'), ('1', 'ada', 'github', '7');"#;
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert_eq!(skipped(&report, "account"), ["2: duplicate by 1"]);
}

#[tokio::test]
async fn an_account_of_an_early_version_is_found_by_its_user() {
    let sql = user("ada") + r#"UPDATE "account" SET "accountId" = 'ada@example.com';"#;
    let (app, old) = (app().await, Old::with(&sql).await);
    import(&app, &old).await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    app.browser().post("/sign-in/email", body).await.expect(200);
}

#[tokio::test]
async fn a_hash_of_another_kind_is_kept_and_said() {
    let sql = user("ada") + r#"UPDATE "account" SET "password" = '$2b$10$abcdefghijklmnopqrstuv';"#;
    let (app, old) = (app().await, Old::with(&sql).await);
    assert_eq!(remarks(&import(&app, &old).await, "account"), ["acc-ada: unknown_hash"]);
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    app.browser().post("/sign-in/email", body).await.expect(401);
}
