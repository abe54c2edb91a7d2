use std::collections::BTreeSet;

use crate::provider::{
    Ask, ClientSettings, Pkce, ProfileSource, Provider, ResponseMode, SetupError, Verified,
};
use crate::providers;

use super::client;

fn ids(which: impl Fn(&Provider) -> bool) -> Vec<String> {
    providers::all().iter().filter(|provider| which(provider)).map(|p| p.id().to_owned()).collect()
}

#[test]
fn ids_are_sorted_and_found() {
    let all = ids(|_| true);
    assert_eq!(all.len(), 36);
    assert!(all.is_sorted() && all.iter().collect::<BTreeSet<_>>().len() == all.len(), "{all:?}");
    for id in &all {
        assert_eq!(providers::find(id).unwrap().id(), id);
    }
    assert!(providers::find("nobody").is_none());
}

#[test]
fn every_address_is_https() {
    for provider in providers::all() {
        let client = client(provider);
        let discovery = client.discovery();
        if let Some(url) = &discovery {
            assert_eq!(url.scheme(), "https", "{url}");
        }
        let Ok(endpoints) = client.endpoints(None) else {
            assert!(discovery.is_some(), "{}", client.id());
            continue;
        };
        let all = [&endpoints.authorization, &endpoints.token, &endpoints.refresh];
        for url in all.into_iter().chain(&endpoints.jwks) {
            assert_eq!(url.scheme(), "https", "{url}");
            assert!(url.host_str().unwrap().contains('.'), "{url}");
        }
    }
}

#[test]
fn oau_03_every_request_has_a_challenge_but_for_those_that_refuse_it() {
    let without = ids(|provider| provider.authorization.pkce == Pkce::Refused);
    assert_eq!(without, ["linkedin", "tiktok"]);
}

#[test]
fn every_request_names_each_parameter_once() {
    let ask =
        Ask { state: "s", redirect_uri: "r", code_challenge: "c", nonce: "n", ..Ask::default() };
    for provider in providers::all() {
        let client = client(provider);
        let Ok(endpoints) = client.endpoints(None) else { continue };
        let url = client.authorization_url(&endpoints, &ask);
        let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let once: BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), once.len(), "{url}");
        for needed in ["state", "redirect_uri", "response_type"] {
            assert!(names.iter().any(|name| name == needed), "{url}");
        }
    }
}

#[test]
fn scopes_are_single_words() {
    for provider in providers::all() {
        let scopes: Vec<_> = provider.default_scopes().collect();
        let separator = provider.authorization.scope_separator;
        for scope in &scopes {
            let odd = |c: char| !c.is_ascii_graphic() || c == separator || c == '"' || c == '\\';
            assert!(!scope.is_empty() && !scope.contains(odd), "{}: {scope:?}", provider.id());
        }
        let once: BTreeSet<_> = scopes.iter().collect();
        assert_eq!(once.len(), scopes.len(), "{}: {scopes:?}", provider.id());
    }
}

#[test]
fn every_variable_is_explained_and_parameters_use_known_ones() {
    for provider in providers::all() {
        let known: Vec<_> = provider.variables().iter().map(|it| it.name.to_string()).collect();
        for variable in provider.variables() {
            assert!(!variable.meaning.is_empty(), "{}: {}", provider.id(), variable.name);
            let default = variable.default.as_deref();
            assert!(default.is_none_or(|default| variable.accept(default).is_some()));
        }
        for (name, template) in &provider.authorization.parameters {
            let mut used = template.names();
            assert!(used.all(|used| known.iter().any(|k| k == used)), "{}: {name}", provider.id());
        }
    }
}

/// A new provider on this list needs a look at what it documents.
#[test]
fn oau_07_these_vouch_for_addresses_and_no_others() {
    let vouching = ids(|provider| *provider.verified() != Verified::Never);
    let expected = [
        "apple",
        "cognito",
        "discord",
        "dropbox",
        "github",
        "gitlab",
        "google",
        "huggingface",
        "kakao",
        "linkedin",
        "microsoft",
        "paybin",
        "paypal",
        "polar",
        "salesforce",
        "slack",
        "twitch",
        "twitter",
        "vercel",
        "zoom",
    ];
    assert_eq!(vouching, expected);
}

#[test]
fn a_profile_that_is_the_id_token_is_checked_as_one() {
    for provider in providers::all() {
        let from_token = !matches!(provider.source, ProfileSource::Request(_));
        assert!(!from_token || provider.is_openid(), "{}", provider.id());
    }
    assert_eq!(ids(|p| p.authorization.response_mode == ResponseMode::FormPost), ["apple"]);
}

#[test]
fn a_provider_that_needs_more_says_what() {
    let error = providers::cognito().client(ClientSettings::public("id")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cognito: domain is missing: the domain of the pool's sign-in pages"
    );
    let settings = || ClientSettings::new("id", "secret");
    let error = providers::github().client(settings().set("tenant", "x")).unwrap_err();
    assert_eq!(error.to_string(), "github has no setting tenant");
    let error = providers::microsoft().client(settings().set("tenant", "a/b")).unwrap_err();
    assert!(matches!(error, SetupError::BadValue { .. }), "{error}");
    let error = providers::github().client(ClientSettings::public("id")).unwrap_err();
    assert_eq!(error.to_string(), "github: the client secret is missing");
    let error = providers::github().client(ClientSettings::new("", "secret")).unwrap_err();
    assert_eq!(error.to_string(), "github: the client id is missing");
}

#[test]
fn an_id_that_could_be_another_address_or_the_password_is_refused() {
    let long = "a".repeat(65);
    for bad in ["", "a/b", "A", "a b", "..", "credential", "ä", long.as_str()] {
        let provider = Provider::oidc(bad.to_owned(), "https://id.example");
        let error = provider.client(ClientSettings::new("id", "secret")).unwrap_err();
        assert_eq!(error, SetupError::BadId(bad.to_owned()));
    }
}

#[test]
fn a_declaration_without_an_address_is_refused_at_the_start() {
    let settings = || ClientSettings::new("id", "secret");
    let bare = || Provider::oauth2("bare", "Bare").authorization("https://a.example/a");
    for (provider, what) in [
        (Provider::oauth2("bare", "Bare"), "token endpoint"),
        (bare(), "token endpoint"),
        (bare().token("http://a.example/t"), "token endpoint"),
        (bare().token("https://a.example/{unknown}"), "token endpoint"),
        (bare().token("https://a.example/t"), "profile's address"),
        (Provider::oidc("bare", "http://a.example"), "issuer"),
    ] {
        let error = provider.client(settings()).unwrap_err();
        assert_eq!(error, SetupError::BadAddress { provider: "bare".to_owned(), what });
    }
}
