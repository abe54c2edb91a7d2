use std::collections::BTreeMap;

use crate::provider::client_secret::tests::pem;
use crate::provider::{ClientSettings, Provider};
use crate::providers;

use super::*;

fn code() -> Grant<'static> {
    let redirect_uri = "https://app.example/callback/x";
    Grant::Code { code: "the-code", redirect_uri, verifier: "the-verifier", callback: &[] }
}

fn refresh() -> Grant<'static> {
    Grant::Refresh { token: "the-refresh-token", scopes: &[] }
}

fn ask(client: &Client, grant: Grant<'_>) -> Result<Request<Bytes>, RequestError> {
    let endpoints = client.endpoints(None).unwrap();
    client.token_request(&endpoints, grant, Timestamp::from_millis(1_800_000_000_000))
}

fn form(request: &Request<Bytes>) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(request.body()).into_owned().collect()
}

fn provider() -> Provider {
    Provider::oauth2("other", "Other")
        .authorization("https://a.example/authorize")
        .token("https://a.example/token?own=1")
        .profile_from(crate::ProfileRequest::get("https://a.example/me"))
}

#[test]
fn a_code_is_exchanged_with_its_verifier() {
    let client = provider().client(ClientSettings::new("the-id", "the-secret")).unwrap();
    let request = ask(&client, code()).unwrap();
    assert_eq!(
        (request.method(), request.uri().to_string().as_str()),
        (&Method::POST, "https://a.example/token?own=1")
    );
    assert_eq!(request.headers()[ACCEPT], "application/json");
    assert_eq!(request.headers()[CONTENT_TYPE], "application/x-www-form-urlencoded");
    assert!(
        request.headers().contains_key(USER_AGENT)
            && !request.headers().contains_key(AUTHORIZATION)
    );
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "the-code"),
        ("redirect_uri", "https://app.example/callback/x"),
        ("code_verifier", "the-verifier"),
        ("client_id", "the-id"),
        ("client_secret", "the-secret"),
    ];
    assert_eq!(form(&request), expected.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
}

#[test]
fn basic_authentication_keeps_the_secret_out_of_the_body() {
    let client =
        provider().basic_authentication().client(ClientSettings::new("i:d", "a b%")).unwrap();
    let request = ask(&client, code()).unwrap();
    let header = request.headers()[AUTHORIZATION].to_str().unwrap();
    let pair = BASE64_STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
    assert_eq!(pair, b"i%3Ad:a+b%25");
    assert!(
        !form(&request).contains_key("client_secret") && !form(&request).contains_key("client_id")
    );
}

#[test]
fn a_public_client_says_its_id_only() {
    let client = provider().public_clients().basic_authentication();
    let client = client.client(ClientSettings::public("the-id")).unwrap();
    let request = ask(&client, code()).unwrap();
    assert_eq!(form(&request)["client_id"], "the-id");
    assert!(!form(&request).contains_key("client_secret"));
    assert!(!request.headers().contains_key(AUTHORIZATION));
}

#[test]
fn a_verifier_is_not_sent_without_a_challenge() {
    let client = provider().refuses_pkce().client(ClientSettings::new("id", "s")).unwrap();
    assert!(!form(&ask(&client, code()).unwrap()).contains_key("code_verifier"));
}

#[test]
fn a_parameter_of_the_callback_is_repeated_and_no_other() {
    let client = provider().repeats_from_callback("device_id");
    let client = client.client(ClientSettings::new("id", "s")).unwrap();
    assert_eq!(ask(&client, code()).unwrap_err(), RequestError::Lacks("device_id".to_owned()));
    let callback = [("device_id", "d"), ("client_id", "forged")];
    let callback = callback.map(|(n, v)| (n.to_owned(), v.to_owned()));
    let grant = Grant::Code { code: "c", redirect_uri: "r", verifier: "v", callback: &callback };
    let form = form(&ask(&client, grant).unwrap());
    assert_eq!((form["device_id"].as_str(), form["client_id"].as_str()), ("d", "id"));
}

#[test]
fn tokens_are_renewed_in_each_way() {
    let client = |provider: Provider| provider.client(ClientSettings::new("id", "s")).unwrap();
    let standard = form(&ask(&client(provider()), refresh()).unwrap());
    assert_eq!(standard["refresh_token"], "the-refresh-token");
    assert!(!standard.contains_key("scope") && !standard.contains_key("code_verifier"));
    let scopes = ["a".to_owned(), "b".to_owned()];
    let grant = Grant::Refresh { token: "t", scopes: &scopes };
    let with = ask(&client(provider().refresh(Refresh::WithScopes)), grant).unwrap();
    assert_eq!(form(&with)["scope"], "a b");
    let at =
        ask(&client(provider().refresh(Refresh::At("https://a.example/renew".into()))), refresh());
    let at = at.unwrap();
    assert_eq!(at.uri().to_string(), "https://a.example/renew");
    assert!(!form(&at).contains_key("client_secret"));
    let never = ask(&client(provider().refresh(Refresh::Unsupported)), refresh());
    assert_eq!(never.unwrap_err(), RequestError::NoRefresh);
}

#[test]
fn a_token_can_be_asked_for_by_get() {
    let client = provider().token_by_get().client_parameters("appid", "secret");
    let client = client.client(ClientSettings::new("id", "s")).unwrap();
    let request = ask(&client, code()).unwrap();
    assert!(request.body().is_empty() && request.method() == Method::GET);
    let uri = request.uri().to_string();
    assert!(
        uri.starts_with("https://a.example/token?own=1&grant_type=authorization_code&"),
        "{uri}"
    );
    assert!(uri.ends_with("&appid=id&secret=s"), "{uri}");
}

#[test]
fn apple_gets_a_secret_that_a_key_makes() {
    let settings = ClientSettings::apple("the-service", "TEAM", "KEY", pem());
    let client = providers::apple().client(settings).unwrap();
    let form = form(&ask(&client, code()).unwrap());
    assert_eq!(form["client_secret"].split('.').count(), 3);
}
