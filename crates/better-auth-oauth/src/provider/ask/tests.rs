use crate::provider::{Client, ClientSettings, Provider};
use crate::providers;

use super::*;

const ASK: Ask<'static> = Ask {
    state: "the-state",
    redirect_uri: "https://app.example/callback/x",
    code_challenge: "the-challenge",
    nonce: "the-nonce",
    scopes: &[],
    login_hint: None,
    parameters: &[],
};

fn client(provider: Provider, settings: ClientSettings) -> Client {
    provider.client(settings).unwrap()
}

fn pairs(client: &Client, ask: &Ask<'_>) -> Vec<(String, String)> {
    let url = client.authorization_url(&client.endpoints(None).unwrap(), ask);
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn value(pairs: &[(String, String)], name: &str) -> Option<String> {
    let mut found = pairs.iter().filter(|(known, _)| known == name);
    let first = found.next().map(|(_, value)| value.clone());
    assert_eq!(found.next(), None, "{name} stands there twice");
    first
}

#[test]
fn oau_03_a_request_has_challenge_nonce_and_state() {
    let google = client(providers::google(), ClientSettings::new("the-id", "the-secret"));
    let pairs = pairs(&google, &ASK);
    for (name, expected) in [
        ("client_id", "the-id"),
        ("response_type", "code"),
        ("redirect_uri", "https://app.example/callback/x"),
        ("state", "the-state"),
        ("scope", "openid email profile"),
        ("code_challenge", "the-challenge"),
        ("code_challenge_method", "S256"),
        ("nonce", "the-nonce"),
        ("include_granted_scopes", "true"),
    ] {
        assert_eq!(value(&pairs, name).as_deref(), Some(expected), "{name}");
    }
    assert_eq!(value(&pairs, "hd"), None);
    assert!(!pairs.iter().any(|(_, value)| value.contains("the-secret")));
}

#[test]
fn settings_and_caller_add_scopes_once() {
    let settings = ClientSettings::new("id", "secret").scope("extra").scope("openid");
    let google = client(providers::google(), settings.clone());
    let further = ["more".to_owned(), "extra".to_owned(), String::new()];
    assert_eq!(google.scopes(&further), ["openid", "email", "profile", "extra", "more"]);
    let bare = client(providers::google(), settings.without_default_scopes());
    assert_eq!(bare.scopes(&[]), ["extra", "openid"]);
}

#[test]
fn oau_14_a_caller_can_not_change_what_decides() {
    let forged = |name: &str| (name.to_owned(), "forged".to_owned());
    let google =
        client(providers::google(), ClientSettings::new("id", "secret").set("hd", "a.example"));
    let mut parameters: Vec<_> = RESERVED.iter().map(|name| forged(name)).collect();
    parameters.extend([forged("hd"), forged("color"), forged("color")]);
    let pairs = pairs(&google, &Ask { parameters: &parameters, ..ASK });
    let taken: Vec<_> = pairs.iter().filter(|(_, value)| value == "forged").collect();
    assert_eq!(taken, [&forged("color")]);
    assert_eq!(value(&pairs, "hd").unwrap(), "a.example");
}

#[test]
fn oau_14_the_client_id_can_not_be_changed_under_its_other_name() {
    let other = Provider::oauth2("other", "Other")
        .authorization("https://a.example/?own=1")
        .token("https://a.example/token")
        .client_parameters("client_key", "client_secret")
        .profile_from(crate::ProfileRequest::get("https://a.example/me"));
    let forged = [("client_key".to_owned(), "x".to_owned()), ("own".to_owned(), "x".to_owned())];
    let pairs =
        pairs(&client(other, ClientSettings::new("id", "s")), &Ask { parameters: &forged, ..ASK });
    assert_eq!(value(&pairs, "client_key").unwrap(), "id");
    assert_eq!(value(&pairs, "own").unwrap(), "1");
    assert_eq!(value(&pairs, "client_id"), None);
}

#[test]
fn the_application_decides_what_the_provider_asks_the_user() {
    let provider = || providers::google().prompt("none");
    let asked = client(provider(), ClientSettings::new("id", "s").prompt("consent"));
    assert_eq!(value(&pairs(&asked, &ASK), "prompt").unwrap(), "consent");
    let by_default = client(provider(), ClientSettings::new("id", "s"));
    assert_eq!(value(&pairs(&by_default, &ASK), "prompt").unwrap(), "none");
}

#[test]
fn apple_is_asked_to_post_the_answer() {
    let apple = client(providers::apple(), ClientSettings::new("id", "s"));
    assert_eq!(value(&pairs(&apple, &ASK), "response_mode").unwrap(), "form_post");
}
