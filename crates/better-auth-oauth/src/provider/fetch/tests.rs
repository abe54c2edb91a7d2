use serde_json::json;

use crate::provider::{ClientSettings, ProfileMap, Provider};

use super::*;

fn client(request: ProfileRequest) -> Client {
    let provider = Provider::oauth2("other", "Other")
        .authorization("https://a.example/authorize")
        .token("https://a.example/token")
        .profile_from(request)
        .profile(ProfileMap::id("/id"));
    provider.client(ClientSettings::new("the-id", "s")).unwrap()
}

fn ask(request: ProfileRequest) -> Result<Request<Bytes>, RequestError> {
    let answer = json!({"openid": "the-openid", "number": 1});
    let granted =
        Granted { access_token: "the-token", id_token: Some("the-id-token"), answer: &answer };
    client(request).profile_request(&granted).map(Option::unwrap)
}

const URL: &str = "https://a.example/me?own=1";

#[test]
fn the_profile_is_asked_for_with_the_access_token() {
    let request = ask(ProfileRequest::get(URL).header("x-version", "1")).unwrap();
    assert_eq!((request.method(), request.uri().to_string().as_str()), (&Method::GET, URL));
    assert_eq!(request.headers()[AUTHORIZATION], "Bearer the-token");
    assert!(request.headers()[AUTHORIZATION].is_sensitive());
    assert_eq!(request.headers()["x-version"], "1");
    assert!(request.headers().contains_key("user-agent"));
}

#[test]
fn parameters_go_into_the_query_or_the_form() {
    let with = |request: ProfileRequest| {
        let request = request.without_bearer().parameter("t", Parameter::AccessToken);
        let request =
            request.parameter("i", Parameter::IdToken).parameter("c", Parameter::ClientId);
        ask(request.parameter("o", Parameter::FromTokenAnswer("openid".into()))).unwrap()
    };
    let all = "t=the-token&i=the-id-token&c=the-id&o=the-openid";
    let get = with(ProfileRequest::get(URL));
    assert_eq!(get.uri().to_string(), format!("{URL}&{all}"));
    assert!(!get.headers().contains_key(AUTHORIZATION));
    let post = with(ProfileRequest::post_form(URL));
    assert_eq!((post.uri().to_string().as_str(), post.body().as_ref()), (URL, all.as_bytes()));
}

#[test]
fn a_post_is_empty_or_json() {
    let empty = ask(ProfileRequest::post(URL)).unwrap();
    assert!(empty.body().is_empty() && !empty.headers().contains_key(CONTENT_TYPE));
    let json = ask(ProfileRequest::post_json(URL, "{}")).unwrap();
    assert_eq!(
        (json.body().as_ref(), &json.headers()[CONTENT_TYPE]),
        (&b"{}"[..], &HeaderValue::from_static("application/json"))
    );
}

#[test]
fn what_the_answer_lacks_fails_the_request() {
    for name in ["none", "number"] {
        let request = ProfileRequest::get(URL);
        let request = request.parameter("o", Parameter::FromTokenAnswer(name.into()));
        assert_eq!(ask(request).unwrap_err(), RequestError::Lacks(name.to_owned()));
    }
}

#[test]
fn a_token_can_not_add_a_header() {
    let granted = Granted { access_token: "a\r\nx: y", id_token: None, answer: &json!({}) };
    let result = client(ProfileRequest::get(URL)).profile_request(&granted);
    assert_eq!(result.unwrap_err(), RequestError::BadText);
}
