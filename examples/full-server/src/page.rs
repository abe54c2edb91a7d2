use axum::response::Html;
use better_auth::CurrentSession;
use better_auth::oauth::providers::Registered;

/// Where the page has the buttons of the providers.
const PROVIDERS: &str = "<!--providers-->";

/// A page to try everything by hand, with buttons for the providers that are switched on.
pub(crate) fn home(registered: &[Registered]) -> Html<String> {
    Html(include_str!("page.html").replace(PROVIDERS, &section(registered)))
}

fn section(registered: &[Registered]) -> String {
    if registered.is_empty() {
        return String::new();
    }
    let row = |route: &str, class: &str, text: &str| {
        let buttons = registered.iter().map(|(provider, _)| {
            let (id, name) = (provider.id(), provider.name());
            format!("<button{class} data-visit=\"{route}\" data-provider=\"{id}\">{text} {name}</button>\n")
        });
        format!("<div class=\"row\">\n{}</div>\n", buttons.collect::<String>())
    };
    let sign_in = row("/sign-in/social", "", "Sign in with");
    let link = row("/link-social", " class=\"quiet\"", "Link");
    format!("<section><h2>Accounts elsewhere</h2>\n{sign_in}{link}</section>")
}

/// A route of the application's own, for signed-in people.
pub(crate) async fn me(current: CurrentSession) -> String {
    format!("Hello {}, your address is {}\n", current.user.name, current.user.email)
}
