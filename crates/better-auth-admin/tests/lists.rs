//! Lists of users: orders, filters, searches, pages.

use better_auth_test::{Browser, TestApp};
use serde_json::Value;

use crate::{admin, app, text};

/// Ada, who is an administrator, and five others, a second apart.
async fn crowd() -> (TestApp, Browser) {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    for name in ["bob", "Eve", "dan", "mia", "ann"] {
        app.clock().advance(std::time::Duration::from_secs(1));
        app.sign_up(name).await;
    }
    app.execute("UPDATE users SET banned = TRUE WHERE name = 'dan'").await;
    (app, ada)
}

async fn list(browser: &Browser, query: &str) -> Value {
    browser.get(&format!("/admin/list-users?{query}")).await.expect(200).json()
}

fn names(page: &Value) -> String {
    let users = page["users"].as_array().unwrap().iter();
    users.map(|user| text(&user["name"])).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn users_are_listed_searched_filtered_and_sorted() {
    let (_app, ada) = crowd().await;
    for (query, expected) in [
        ("", "ada bob Eve dan mia ann"),
        ("limit=2&offset=1", "bob Eve"),
        ("sortDirection=desc&limit=2", "ann mia"),
        ("sortBy=email&limit=3", "ada ann bob"),
        ("sortBy=createdAt&sortDirection=desc&limit=1", "ann"),
        ("searchValue=AN", "dan ann"),
        ("searchValue=an&searchOperator=starts_with", "ann"),
        ("searchValue=eve&searchField=name", "Eve"),
        ("searchValue=E&searchField=name&searchOperator=starts_with", "Eve"),
        ("searchValue=a&searchField=name&searchOperator=ends_with", "ada mia"),
        ("searchValue=a@example.com&searchOperator=ends_with", "ada mia"),
        ("searchValue=%25", ""),
        ("searchValue=_", ""),
        ("filterField=role&filterValue=admin", "ada"),
        ("filterField=role&filterOperator=ne&filterValue=admin&limit=1", "bob"),
        ("filterField=banned&filterValue=true", "dan"),
        ("filterField=banned&filterOperator=ne&filterValue=false", "dan"),
        ("filterField=name&filterOperator=in&filterValue=bob,mia", "bob mia"),
        ("filterField=name&filterOperator=not_in&filterValue=bob,mia&limit=2", "ada Eve"),
        ("filterField=email&filterOperator=contains&filterValue=nn", "ann"),
        ("filterField=email&filterOperator=gt&filterValue=f", "mia"),
        ("filterField=createdAt&filterOperator=lt&filterValue=2000-01-01T00:00:00Z", ""),
    ] {
        assert_eq!(names(&list(&ada, query).await), expected, "{query}");
    }
    let page = list(&ada, "limit=2&offset=1&filterField=banned&filterValue=false").await;
    assert_eq!((&page["total"], &page["totalIsExact"]), (&5.into(), &true.into()));
    assert_eq!((&page["limit"], &page["offset"]), (&2.into(), &1.into()));
}

#[tokio::test]
async fn a_cursor_leads_through_all_users_in_every_order() {
    let (app, ada) = crowd().await;
    app.execute("UPDATE users SET created_at = '2026-01-01 00:00:00'").await;
    for sort in ["createdAt", "updatedAt", "name", "email", "role", "id"] {
        for direction in ["asc", "desc"] {
            let whole =
                names(&list(&ada, &format!("sortBy={sort}&sortDirection={direction}")).await);
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let query = format!("limit=2&sortBy={sort}&sortDirection={direction}{cursor}");
                let page = list(&ada, &query).await;
                seen.extend(page["users"].as_array().unwrap().iter().map(|it| text(&it["name"])));
                let Some(next) = page["nextCursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen.join(" "), whole, "{sort} {direction}");
        }
    }
}

#[tokio::test]
async fn an_unknown_question_is_refused() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    for bad in [
        "sortBy=password",
        "sortDirection=up",
        "searchField=password&searchValue=x",
        "searchOperator=like&searchValue=x",
        "filterField=password&filterValue=x",
        "filterField=role",
        "filterValue=x",
        "filterField=role&filterOperator=like&filterValue=x",
        "filterField=banned&filterValue=maybe",
        "filterField=banned&filterOperator=gt&filterValue=true",
        "filterField=createdAt&filterValue=x",
        "searchValue=%00",
        "cursor=x",
        "cursor=eHggOTk5OTk5OTk5OTk5OTk5OTk5&sortBy=createdAt",
        "limit=-1",
        "limit=x",
        "offset=1.5",
    ] {
        let answer = ada.get(&format!("/admin/list-users?{bad}")).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn a_search_for_a_whole_address_finds_all_that_contain_it() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    for name in ["mary", "rosemary", "anne-mary", "mar_"] {
        app.clock().advance(std::time::Duration::from_secs(1));
        app.sign_up(name).await;
    }
    app.execute("UPDATE users SET email = 'mary@example.net' WHERE name = 'anne-mary'").await;
    for (search, expected) in [
        ("mary@example.com", "mary rosemary"),
        ("MARY@EXAMPLE.", "mary rosemary anne-mary"),
        ("mary@example.net", "anne-mary"),
        ("mar_@example", "mar_"),
        ("mary@", "mary rosemary anne-mary"),
        ("ry@example.com", "mary rosemary"),
        ("mary@example.com@", ""),
    ] {
        let page = list(&ada, &format!("searchValue={search}")).await;
        assert_eq!(names(&page), expected, "{search}");
    }
}

/// A thousand users for each of the thousands, whose numbers are in their ids, names and addresses.
async fn clones(app: &TestApp, thousands: &str) {
    let digits =
        (0..10).map(|n| format!("SELECT {n} AS n")).collect::<Vec<_>>().join(" UNION ALL ");
    let number = "t.n, a.n, b.n, c.n";
    app.execute(&format!(
        "INSERT INTO users (id, name, email, email_verified, two_factor_enabled, role, banned, \
         credential_version, created_at, updated_at) WITH d AS ({digits}) \
         SELECT concat('u', {number}), concat('Clone ', {number}), \
         concat('clone', {number}, '@example.com'), TRUE, FALSE, 'user', FALSE, 0, \
         '2026-01-01 00:00:00', '2026-01-01 00:00:00' \
         FROM (SELECT {thousands}) t CROSS JOIN d a CROSS JOIN d b CROSS JOIN d c"
    ))
    .await;
}

#[tokio::test]
async fn a_search_that_finds_many_says_at_least_how_many_and_shows_them_all() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    clones(&app, "0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2").await;
    for (search, found) in [
        ("searchValue=lone", 3000),
        ("searchValue=clone&searchOperator=starts_with&sortBy=email&sortDirection=desc", 3000),
        ("searchField=name&searchValue=one%2005", 100),
        ("searchField=name&searchValue=CLONE&searchOperator=starts_with&sortBy=name", 3000),
        ("filterField=email&filterOperator=ends_with&filterValue=9@example.com&sortBy=role", 300),
    ] {
        let first = list(&ada, &format!("{search}&limit=7")).await;
        let total = first["total"].as_u64().unwrap();
        match first["totalIsExact"] == true {
            true => assert_eq!(total, found, "{search}"),
            false => assert!((500..found).contains(&total), "{search}: {total}"),
        }
        let last = list(&ada, &format!("{search}&limit=50&offset={}", found - 20)).await;
        assert_eq!(last["users"].as_array().unwrap().len(), 20, "{search}");
        assert_eq!(last["total"], found, "{search}");
        let (mut seen, mut page) = (std::collections::BTreeSet::new(), first);
        loop {
            seen.extend(page["users"].as_array().unwrap().iter().map(|it| text(&it["id"])));
            let Some(cursor) = page["nextCursor"].as_str() else { break };
            page = list(&ada, &format!("{search}&limit=500&cursor={cursor}")).await;
        }
        assert_eq!(seen.len() as u64, found, "{search}");
    }
}

#[tokio::test]
async fn an_offset_goes_as_deep_as_there_are_users() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    clones(&app, "0 AS n UNION ALL SELECT 1").await;
    for (query, expected) in [
        ("sortBy=name&offset=999&limit=2", "Clone 0999 Clone 1000"),
        ("sortBy=name&offset=1000&limit=2", "Clone 1000 Clone 1001"),
        ("sortBy=name&sortDirection=desc&offset=1501&limit=2", "Clone 0499 Clone 0498"),
        ("sortBy=email&offset=1998&limit=5&searchValue=clone", "Clone 1998 Clone 1999"),
        ("sortBy=email&offset=5000", ""),
    ] {
        assert_eq!(names(&list(&ada, query).await), expected, "{query}");
    }
}
