use axum::response::Html;
use better_auth::CurrentSession;

/// A page to try everything by hand.
pub(crate) async fn home() -> Html<&'static str> {
    Html(include_str!("page.html"))
}

/// A route of the application's own, for signed-in people.
pub(crate) async fn me(current: CurrentSession) -> String {
    format!("Hello {}, your address is {}\n", current.user.name, current.user.email)
}
