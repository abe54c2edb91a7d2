use better_auth_test::TestApp;
use serde_json::{Value, json};

use crate::program::Program;
use crate::{app_today, program};

async fn five() -> TestApp {
    let app = app_today().await;
    for name in ["ada", "bob", "cyd", "dan", "eve"] {
        app.sign_up(name).await;
        app.clock().advance(std::time::Duration::from_secs(1));
    }
    app
}

fn emails(document: &Value) -> Vec<&str> {
    let users = document["users"].as_array().unwrap().iter();
    users.map(|user| user["email"].as_str().unwrap().split('@').next().unwrap()).collect()
}

#[tokio::test]
async fn pages_follow_each_other_by_the_cursor() {
    let app = five().await;
    let page = |cursor: &str| {
        let ended = match cursor {
            "" => program(&app).run(["list-users", "--json", "--limit", "2"]),
            _ => program(&app).run(["list-users", "--json", "--limit", "2", "--cursor", cursor]),
        };
        ended.expect(0).json()
    };
    let (mut all, mut cursor) = (Vec::new(), String::new());
    for _ in 0..3 {
        let page = page(&cursor);
        assert_eq!((&page["total"], &page["totalIsExact"]), (&json!(5), &json!(true)));
        all.extend(emails(&page).into_iter().map(str::to_owned));
        cursor = page["nextCursor"].as_str().unwrap_or_default().to_owned();
    }
    assert_eq!(all, ["ada", "bob", "cyd", "dan", "eve"]);
    assert_eq!(cursor, "");
}

#[tokio::test]
async fn a_search_looks_into_addresses_or_names() {
    let app = five().await;
    app.execute("UPDATE users SET name = 'Countess Lovelace' WHERE email = 'ada@example.com'")
        .await;
    let found = program(&app).run(["list-users", "--json", "--search", "DA"]).expect(0).json();
    assert_eq!(emails(&found), ["ada", "dan"]);
    let by_name = ["list-users", "--json", "--search", "lovelace", "--search-in", "name"];
    assert_eq!(emails(&program(&app).run(by_name).expect(0).json()), ["ada"]);
}

#[tokio::test]
async fn only_those_who_are_banned_are_listed() {
    let app = five().await;
    program(&app).run(["ban", "eve@example.com"]).expect(0);
    let found = program(&app).run(["list-users", "--json", "--banned"]).expect(0).json();
    assert_eq!(emails(&found), ["eve"]);
    assert_eq!(found["users"][0]["banned"], true);
    let text = program(&app).run(["list-users", "--banned"]).expect(0).out;
    assert!(text.contains("eve@example.com  user  eve  banned\n"), "{text}");
}

#[tokio::test]
async fn a_name_does_not_reach_the_terminal_as_it_is() {
    let app = app_today().await;
    app.sign_up("ada").await;
    app.execute("UPDATE users SET name = 'Ada\u{1b}[2J'").await;
    let text = program(&app).run(["list-users"]).expect(0).out;
    assert!(!text.contains('\u{1b}') && text.contains("Ada\\u{1b}[2J"), "{text}");
}

#[tokio::test]
async fn nothing_secret_is_listed() {
    let app = five().await;
    let text = program(&app).run(["list-users", "--json"]).expect(0).out.to_lowercase();
    for word in ["password", "hash", "token", "argon"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[tokio::test]
async fn a_cursor_or_a_limit_that_is_none_is_refused() {
    let app = app_today().await;
    for cursor in ["x", "1.", "99999999999999999.ada", "-1.ada"] {
        let cursor = format!("--cursor={cursor}");
        let ended = program(&app).run(["list-users", "--json", &cursor]);
        ended.expect(2).refusal("USAGE", &["--cursor"]);
    }
    for limit in ["0", "501", "x"] {
        let ended = program(&app).run(["list-users", "--json", "--limit", limit]);
        ended.expect(2).refusal("USAGE", &["--limit"]);
    }
}

#[tokio::test]
async fn it_needs_no_secret_and_an_administration() {
    let app = app_today().await;
    let without = || Program::new().database(app.database_url());
    without().run(["list-users"]).expect(0);
    let ended = without().run(["list-users", "--json", "--plugins", "none"]).expect(1);
    ended.refusal("NO_ADMINISTRATION", &["AdminPlugin"]);
}
