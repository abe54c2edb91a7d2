use std::collections::BTreeMap;

use crate::provider::VariableKind;

use super::*;

fn read(variables: &[(&str, &str)]) -> Result<Vec<String>, String> {
    let variables: BTreeMap<_, _> = variables.iter().copied().collect();
    let found = from_env(|name| variables.get(name).map(|value| (*value).to_owned()));
    let ids = |found: Vec<Registered>| found.iter().map(|(it, _)| it.id().to_owned()).collect();
    found.map(ids).map_err(|error| error.to_string())
}

fn refused(variables: &[(&str, &str)]) -> String {
    read(variables).unwrap_err()
}

#[test]
fn an_empty_environment_switches_nothing_on() {
    assert_eq!(read(&[]).unwrap(), Vec::<String>::new());
    assert_eq!(
        read(&[("GITHUB_CLIENT_ID", ""), ("OIDC_ISSUER", " ")]).unwrap(),
        Vec::<String>::new()
    );
}

#[test]
fn variables_switch_providers_on() {
    let variables = [
        ("GITHUB_CLIENT_ID", "a"),
        ("GITHUB_CLIENT_SECRET", "b"),
        ("COGNITO_CLIENT_ID", "c"),
        ("COGNITO_DOMAIN", "id.example"),
        ("COGNITO_REGION", "eu-central-1"),
        ("COGNITO_USER_POOL_ID", "eu-central-1_Example"),
        ("OIDC_ISSUER", "http://127.0.0.1:4000"),
        ("OIDC_CLIENT_ID", "d"),
        ("OIDC_CLIENT_SECRET", "e"),
    ];
    assert_eq!(read(&variables).unwrap(), ["cognito", "github", "oidc"]);
}

#[test]
fn every_provider_can_be_switched_on() {
    for provider in super::super::all() {
        let value = |name: &str| {
            let known = provider.variables().iter();
            let mut known = known.filter(|it| variable(provider.id(), &it.name) == name);
            match known.find(|it| it.is_required()).map(|it| &it.kind) {
                Some(VariableKind::Host) => Some("id.example".to_owned()),
                Some(_) => Some("example".to_owned()),
                None => {
                    let own = ["CLIENT_ID", "CLIENT_SECRET"].map(|it| variable(provider.id(), it));
                    own.contains(&name.to_owned()).then(|| "x".to_owned())
                }
            }
        };
        let found = from_env(value).unwrap();
        assert_eq!(found.first().map(|(it, _)| it.id()), Some(provider.id()));
    }
}

#[test]
fn a_missing_variable_is_named() {
    assert_eq!(
        refused(&[("GITHUB_CLIENT_ID", "a")]),
        "GITHUB_CLIENT_SECRET is missing beside GITHUB_CLIENT_ID: the secret of the client"
    );
    assert_eq!(
        refused(&[("GITHUB_CLIENT_SECRET", "a")]),
        "GITHUB_CLIENT_ID is missing beside GITHUB_CLIENT_SECRET: the id of the client"
    );
    assert_eq!(
        refused(&[("COGNITO_CLIENT_ID", "a"), ("COGNITO_DOMAIN", "id.example")]),
        "COGNITO_REGION is missing beside COGNITO_CLIENT_ID: the region, as `eu-central-1`"
    );
    assert_eq!(
        refused(&[("OIDC_CLIENT_ID", "a")]),
        "OIDC_ISSUER is missing beside OIDC_CLIENT_ID: the https URL of the issuer"
    );
    assert_eq!(
        refused(&[("OIDC_ISSUER", "https://id.example")]),
        "OIDC_CLIENT_ID is missing beside OIDC_ISSUER: the client id that the provider gave"
    );
}

#[test]
fn a_value_that_can_not_be_used_is_named_and_not_shown() {
    let github = [("GITLAB_CLIENT_ID", "a"), ("GITLAB_CLIENT_SECRET", "b")];
    let with = |name, value| [github.as_slice(), &[(name, value)]].concat();
    assert_eq!(
        refused(&with("GITLAB_ISSUER", "http://git.example/secret-path")),
        "GITLAB_ISSUER can not be used: give the instance"
    );
    let oidc = [("OIDC_CLIENT_ID", "a"), ("OIDC_ISSUER", "http://id.example")];
    assert_eq!(refused(&oidc), "OIDC_ISSUER can not be used: give the https URL of the issuer");
}

#[test]
fn apple_takes_a_secret_or_a_key() {
    let pem = crate::provider::test_pem();
    let id = ("APPLE_CLIENT_ID", "the-service");
    assert_eq!(read(&[id, ("APPLE_CLIENT_SECRET", "a.b.c")]).unwrap(), ["apple"]);
    let key = [id, ("APPLE_TEAM_ID", "t"), ("APPLE_KEY_ID", "k"), ("APPLE_PRIVATE_KEY", &pem)];
    assert_eq!(read(&key).unwrap(), ["apple"]);
    let bad = [id, ("APPLE_TEAM_ID", "t"), ("APPLE_KEY_ID", "k"), ("APPLE_PRIVATE_KEY", "x")];
    assert_eq!(
        refused(&bad),
        "APPLE_PRIVATE_KEY can not be used: give the content of the .p8 file"
    );
    assert_eq!(
        refused(&[id]),
        "APPLE_TEAM_ID is missing beside APPLE_CLIENT_ID: the id of the team, or give APPLE_CLIENT_SECRET"
    );
}
