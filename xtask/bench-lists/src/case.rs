//! The questions.

use serde_json::Value;

use crate::BoxError;
use crate::crowd::Crowd;

/// One question, as its crowd can be asked it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// The query of the URL.
    pub(crate) question: String,
}

/// First pages, deep pages, searches, filters; last what no index helps with.
pub(crate) async fn all(crowd: &Crowd) -> Result<Vec<Case>, BoxError> {
    let half = crowd.size / 2;
    let someone = crowd.list(&format!("limit=1&offset={half}")).await?;
    let text = |field: &str| {
        let value = someone.pointer(&format!("/users/0/{field}")).and_then(Value::as_str);
        value.unwrap_or_default().to_lowercase()
    };
    let (name, email) = (text("name").replace(' ', "%20"), text("email"));
    let family = name.split("%20").last().unwrap_or_default().to_owned();
    // Without its first letter it is found by what it contains only.
    let part = |text: &str| text.chars().skip(1).take_while(|c| *c != '@').collect::<String>();
    let deep = async |order: &str| -> Result<String, BoxError> {
        let page = crowd.list(&format!("limit=1&offset={half}&{order}")).await?;
        let cursor = page.get("nextCursor").and_then(Value::as_str).unwrap_or_default();
        Ok(format!("{order}&cursor={cursor}"))
    };
    let case = |name, question: String| Case { name, question };
    Ok(vec![
        case("first page", String::new()),
        case("first page, newest first", "sortDirection=desc".to_owned()),
        case("first page by last change", "sortBy=updatedAt&sortDirection=desc".to_owned()),
        case("first page by name", "sortBy=name".to_owned()),
        case("first page by address", "sortBy=email".to_owned()),
        case("first page by role", "sortBy=role".to_owned()),
        case("page in the middle, by cursor", deep("sortBy=createdAt").await?),
        case("page in the middle by name, by cursor", deep("sortBy=name").await?),
        case("page in the middle by role, by cursor", deep("sortBy=role").await?),
        case("search: an address", format!("searchValue={email}")),
        case("search: part of an address, one user", format!("searchValue={}", part(&email))),
        case("search: a given and a family name", format!("searchField=name&searchValue={name}")),
        case(
            "search: part of a name, one user",
            format!("searchField=name&searchValue={}", part(&family)),
        ),
        case(
            "search: how an address begins",
            "searchOperator=starts_with&limit=10&searchValue=james".to_owned(),
        ),
        case(
            "search: how a name begins",
            "searchField=name&searchOperator=starts_with&limit=10&searchValue=James".to_owned(),
        ),
        case("search: nobody", "searchValue=nobody.at.all".to_owned()),
        case("search: everybody", "searchValue=example".to_owned()),
        case(
            "filter: a role of one in a hundred",
            "filterField=role&filterValue=support&limit=10".to_owned(),
        ),
        case(
            "filter: banned, one in a thousand",
            "filterField=banned&filterValue=true&limit=1".to_owned(),
        ),
        case(
            "filter: address not proven, one in a hundred",
            "filterField=emailVerified&filterValue=false&limit=10".to_owned(),
        ),
        case(
            "(search: one in a hundred)",
            "searchField=name&searchValue=paul%20&limit=10".to_owned(),
        ),
        case("(search: two letters that nobody has)", "searchValue=qx".to_owned()),
        case("(page in the middle, by offset)", format!("offset={half}")),
    ])
}
