use http::{HeaderName, HeaderValue};

use super::*;
use crate::config::check_base_url;

const OWN: &str = "http://localhost:3000";
const EVIL: &str = "https://evil.com";

fn answer(method: Method, headers: &[(&str, &str)]) -> Result<(), &'static str> {
    let base = check_base_url(OWN, "/auth").unwrap();
    let origins = TrustedOrigins::new(&base, &["https://www.example.com".to_owned()]).unwrap();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    check(&method, &map, &origins).map_err(|error| error.code)
}

fn post(headers: &[(&str, &str)]) -> Result<(), &'static str> {
    answer(Method::POST, headers)
}

const COOKIE: (&str, &str) = ("cookie", "a=b");
const INVALID: Result<(), &str> = Err("INVALID_ORIGIN");
const MISSING: Result<(), &str> = Err("MISSING_OR_NULL_ORIGIN");
const BLOCKED: Result<(), &str> = Err("CROSS_SITE_NAVIGATION_LOGIN_BLOCKED");

#[test]
fn safe_methods_pass_and_all_others_are_checked() {
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        assert_eq!(answer(method, &[COOKIE, ("origin", EVIL)]), Ok(()));
    }
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE] {
        assert_eq!(answer(method, &[COOKIE, ("origin", EVIL)]), INVALID);
    }
}

#[test]
fn ori_02_own_and_trusted_origins_pass() {
    for origin in [OWN, "https://www.example.com"] {
        assert_eq!(post(&[("origin", origin)]), Ok(()));
        assert_eq!(post(&[COOKIE, ("origin", origin)]), Ok(()));
        assert_eq!(
            post(&[
                COOKIE,
                ("origin", origin),
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "cors")
            ]),
            Ok(())
        );
    }
}

#[test]
fn a_cookie_needs_a_sender() {
    assert_eq!(post(&[COOKIE]), MISSING);
    assert_eq!(post(&[COOKIE, ("referer", "http://localhost:3000/page?x")]), Ok(()));
    assert_eq!(post(&[COOKIE, ("sec-fetch-site", "same-origin")]), Ok(()));
    for site in ["same-site", "cross-site", "none", ""] {
        assert_eq!(post(&[COOKIE, ("sec-fetch-site", site)]), MISSING, "{site}");
    }
}

#[test]
fn without_a_cookie_what_is_there_must_fit() {
    assert_eq!(post(&[]), Ok(()));
    assert_eq!(post(&[("origin", EVIL)]), INVALID);
    assert_eq!(post(&[("referer", "https://evil.com/http://localhost:3000/")]), INVALID);
    assert_eq!(post(&[("sec-fetch-site", "same-site")]), MISSING);
    assert_eq!(post(&[("sec-fetch-site", "same-origin")]), Ok(()));
}

#[test]
fn ori_03_tricks_with_origin_and_referer_are_refused() {
    for origin in [
        "http://localhost:3000, https://evil.com",
        "http://localhost:3000.",
        "http://localhost:3000/",
        "http://localhost:3000%00",
        "http://a@localhost:3000",
        "",
    ] {
        assert_eq!(post(&[COOKIE, ("origin", origin)]), INVALID, "{origin}");
    }
    assert_eq!(post(&[COOKIE, ("origin", OWN), ("origin", EVIL)]), INVALID);
    assert_eq!(post(&[COOKIE, ("origin", OWN), ("origin", OWN)]), INVALID);
    for referer in [
        "http://localhost:3000@evil.com/",
        "http://evil.com/?http://localhost:3000",
        "http://localhost:3000.evil.com/",
        "/relative",
        "http://a@localhost:3000/",
        "é",
        "",
    ] {
        assert_eq!(post(&[COOKIE, ("referer", referer)]), INVALID, "{referer}");
    }
}

#[test]
fn a_foreign_referer_is_refused_beside_a_good_origin() {
    assert_eq!(post(&[("origin", OWN), ("referer", "https://evil.com/")]), INVALID);
}

#[test]
fn a_hidden_origin_passes_only_from_the_same_origin() {
    assert_eq!(post(&[COOKIE, ("origin", "null")]), MISSING);
    assert_eq!(post(&[("origin", "null")]), MISSING);
    assert_eq!(post(&[COOKIE, ("origin", "null"), ("sec-fetch-site", "same-origin")]), Ok(()));
    assert_eq!(post(&[COOKIE, ("origin", "null"), ("sec-fetch-site", "same-site")]), MISSING);
}

#[test]
fn ori_05_forms_of_other_sites_are_refused() {
    let navigation = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    assert_eq!(post(&navigation), BLOCKED);
    assert_eq!(post(&[navigation[0], navigation[1], ("origin", EVIL)]), BLOCKED);
    assert_eq!(post(&[navigation[0], navigation[1], COOKIE, ("origin", EVIL)]), INVALID);
    assert_eq!(
        post(&[navigation[0], navigation[1], COOKIE, ("origin", "https://www.example.com")]),
        BLOCKED
    );
}

#[test]
fn ori_08_a_bearer_header_changes_nothing() {
    let bearer = ("authorization", "Bearer session_x");
    assert_eq!(post(&[COOKIE, bearer, ("origin", EVIL)]), INVALID);
    assert_eq!(post(&[COOKIE, bearer]), MISSING);
    assert_eq!(post(&[bearer, ("origin", EVIL)]), INVALID);
    assert_eq!(post(&[bearer]), Ok(()));
}
