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
