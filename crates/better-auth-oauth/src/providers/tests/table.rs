//! The table of the providers in the documentation.

use crate::provider::{Pkce, Provider, VariableKind};
use crate::providers;
use crate::providers::environment::variable;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/providers.md");
const BEGIN: &str = "<!-- begin: made from the declarations by UPDATE_PROVIDERS=1 -->\n";
const END: &str = "<!-- end -->\n";

fn table() -> String {
    let mut lines = vec![
        "| id | name | protocol | default scopes | renews tokens | address verified by |"
            .to_owned(),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    lines.extend(providers::all().iter().map(row));
    lines.push(String::new());
    lines.push("| id | variables beside client id and secret |".to_owned());
    lines.push("|---|---|".to_owned());
    for provider in providers::all() {
        let mut further = further_variables(&provider);
        if provider.id() == "apple" {
            let names = ["TEAM_ID", "KEY_ID", "PRIVATE_KEY"].map(|name| variable("apple", name));
            further.push(format!("`{}` instead of the secret", names.join("`, `")));
        }
        if !further.is_empty() {
            lines.push(format!("| `{}` | {} |", provider.id(), further.join("; ")));
        }
    }
    lines.join("\n") + "\n"
}

fn row(provider: &Provider) -> String {
    let protocol = match (provider.is_openid(), provider.authorization.pkce) {
        (true, _) => "OpenID Connect",
        (false, Pkce::Refused) => "OAuth 2.0 without PKCE",
        (false, Pkce::S256) => "OAuth 2.0",
    };
    let scopes: Vec<_> = provider.default_scopes().map(|scope| format!("`{scope}`")).collect();
    let scopes = if scopes.is_empty() { "–".to_owned() } else { scopes.join(" ") };
    let refreshes = if provider.refreshes() { "yes" } else { "no" };
    let verified = match provider.verified().to_string() {
        _ if !provider.has_email() && provider.id() != "twitter" => "no address".to_owned(),
        verified => verified,
    };
    let (id, name) = (provider.id(), provider.name());
    format!("| `{id}` | {name} | {protocol} | {scopes} | {refreshes} | {verified} |")
}

/// The variables of a provider beside id and secret.
fn further_variables(provider: &Provider) -> Vec<String> {
    let own = provider.variables().iter().map(|known| {
        let choices = match &known.kind {
            VariableKind::Choice(choices) => {
                let words: Vec<_> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
                format!(" ({})", words.join(", "))
            }
            _ => String::new(),
        };
        let need = match (&known.default, known.is_required()) {
            (Some(default), _) => format!(", default `{default}`"),
            (None, true) => ", required".to_owned(),
            (None, false) => String::new(),
        };
        let meaning = if choices.is_empty() { format!(": {}", known.meaning) } else { choices };
        format!("`{}`{need}{meaning}", variable(provider.id(), &known.name))
    });
    own.collect()
}

#[test]
fn the_table_in_the_documentation_is_current() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (recorded, tail) = rest.split_once(END).unwrap();
    let table = table();
    if std::env::var_os("UPDATE_PROVIDERS").is_some() {
        std::fs::write(PAGE, format!("{head}{BEGIN}{table}{END}{tail}")).unwrap();
        return;
    }
    assert_eq!(recorded, table, "UPDATE_PROVIDERS=1 writes the table anew");
}
