use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::header;
use proptest::prelude::*;
use sha2::Sha256;
use url::form_urlencoded;

use super::*;
use crate::random::OsRandom;
use crate::token::TokenHash;

fn http() -> Cookies {
    Cookies::with(&CookieOptions::default(), false)
}

fn https() -> Cookies {
    Cookies::with(&CookieOptions::default(), true)
}

fn shared() -> Cookies {
    let options =
        CookieOptions { domain: Some(".example.com".to_owned()), ..CookieOptions::default() };
    Cookies::with(&options, true)
}

fn request(headers: &[&str]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for value in headers {
        map.append(header::COOKIE, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    map
}

/// Stands for the check of form and tag.
fn good(text: &str) -> Option<String> {
    text.starts_with("good").then(|| text.to_owned())
}

fn read(cookies: &Cookies, headers: &[&str]) -> Option<String> {
    cookies.first_session(&request(headers), |_, text| good(text))
}

fn shown(values: &[HeaderValue]) -> Vec<&str> {
    values.iter().map(|value| value.to_str().unwrap()).collect()
}

const WEEK: Option<Duration> = Some(Duration::from_secs(604_800));

#[test]
fn ses_11_the_session_cookie_is_closed_to_scripts_and_other_sites() {
    let value = http().write(http().session_name(), "token", WEEK);
    assert_eq!(
        value,
        "better-auth.session-token=token; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"
    );
}

#[test]
fn ses_11_on_https_it_is_bound_to_the_host() {
    let value = https().write(https().session_name(), "token", WEEK);
    assert_eq!(
        value,
        "__Host-better-auth.session-token=token; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax"
    );
}

#[test]
fn ses_12_without_a_life_it_ends_with_the_browser() {
    let value = http().write(http().session_name(), "token", None);
    assert_eq!(value, "better-auth.session-token=token; Path=/; HttpOnly; SameSite=Lax");
}

#[test]
fn a_shared_domain_takes_the_secure_prefix() {
    let value = shared().write(shared().session_name(), "token", None);
    assert_eq!(
        value,
        "__Secure-better-auth.session-token=token; Domain=example.com; Path=/; HttpOnly; Secure; SameSite=Lax"
    );
}

#[test]
fn the_spelling_and_same_site_are_options() {
    let options = CookieOptions {
        session_name: SessionCookieName::Underscore,
        same_site: SameSite::Strict,
        prefix: "shop".to_owned(),
        ..CookieOptions::default()
    };
    let cookies = Cookies::with(&options, false);
    let value = cookies.write(cookies.session_name(), "token", None);
    assert_eq!(value, "shop.session_token=token; Path=/; HttpOnly; SameSite=Strict");
}

#[test]
fn a_life_beyond_what_browsers_keep_is_cut() {
    let value = http().set("x", "1", Some(Duration::MAX));
    assert!(value.to_str().unwrap().contains("; Max-Age=34560000;"));
}

#[test]
fn both_spellings_are_read() {
    for name in ["better-auth.session-token", "better-auth.session_token"] {
        assert_eq!(read(&http(), &[&format!("a=1; {name}=good; b=2")]).unwrap(), "good");
        for prefix in ["__Host-", "__Secure-"] {
            assert_eq!(read(&https(), &[&format!("{prefix}{name}=good")]).unwrap(), "good");
            assert_eq!(read(&shared(), &[&format!("{prefix}{name}=good")]).unwrap(), "good");
        }
    }
}

#[test]
fn a_name_without_prefix_is_not_read_on_https() {
    let header = ["better-auth.session-token=good; better-auth.session_token=good"];
    assert_eq!(read(&https(), &header), None);
    assert!(!https().has_session(&request(&header)));
}

#[test]
fn a_cookie_of_a_subdomain_does_not_cover_the_hosts_own() {
    let header = [
        "__Secure-better-auth.session_token=good-tossed; __Host-better-auth.session-token=good-own",
    ];
    assert_eq!(read(&https(), &header).unwrap(), "good-own");
}

#[test]
fn the_name_that_is_written_wins_over_older_ones() {
    let header =
        ["__Host-better-auth.session-token=good-old; __Secure-better-auth.session-token=good-new"];
    assert_eq!(read(&shared(), &header).unwrap(), "good-new");
    let header = ["better-auth.session_token=good-old; better-auth.session-token=good-new"];
    assert_eq!(read(&http(), &header).unwrap(), "good-new");
}

#[test]
fn the_first_valid_cookie_of_a_name_counts() {
    let headers = [
        "better-auth.session-token=junk; better-auth.session-token=good-1",
        "better-auth.session-token=good-2",
    ];
    assert_eq!(read(&http(), &headers).unwrap(), "good-1");
    assert_eq!(read(&http(), &["x=1", "better-auth.session-token=good-2"]).unwrap(), "good-2");
}

#[test]
fn a_flood_of_cookies_is_not_checked_to_the_end() {
    let flood = "better-auth.session-token=junk; ".repeat(1000);
    assert_eq!(read(&http(), &[&format!("{flood}better-auth.session-token=good")]), None);
}

#[test]
fn another_name_is_not_read() {
    for name in [
        "better-auth.session-tokens",
        "xbetter-auth.session-token",
        "Better-Auth.session-token",
        "session-token",
    ] {
        assert_eq!(read(&http(), &[&format!("{name}=good")]), None, "{name}");
    }
}

#[test]
fn junk_beside_a_cookie_does_not_hide_it() {
    let headers = ["; ;=;==;\u{fc}=\u{fc};noequals; \"; better-auth.session-token=\"good\" ;;"];
    assert_eq!(read(&http(), &headers).unwrap(), "good");
}

#[test]
fn a_session_cookie_counts_as_present_even_if_it_is_junk() {
    assert!(http().has_session(&request(&["better-auth.session_token="])));
    assert!(!http().has_session(&request(&["theme=dark"])));
}

#[test]
fn clearing_names_only_the_spellings_that_are_there() {
    let present = request(&["__Secure-better-auth.session_token=x; theme=dark"]);
    assert_eq!(
        shown(&https().clear_session(&present)),
        ["__Secure-better-auth.session_token=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"]
    );
    assert!(https().clear_session(&request(&["theme=dark"])).is_empty());
}

#[test]
fn clearing_uses_the_attributes_of_setting() {
    let present =
        request(&["__Host-better-auth.session-token=x; __Secure-better-auth.session-token=y"]);
    assert_eq!(
        shown(&shared().clear_session(&present)),
        [
            "__Secure-better-auth.session-token=; Max-Age=0; Domain=example.com; Path=/; HttpOnly; Secure; SameSite=Lax",
            "__Host-better-auth.session-token=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",
        ]
    );
}

#[test]
fn a_plugins_cookie_is_set_read_and_cleared() {
    let value = https().set("two_factor", "2fa-x!y:z", WEEK);
    assert_eq!(
        value,
        "__Host-better-auth.two_factor=2fa-x!y:z; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax"
    );
    let sent = request(&["__Host-better-auth.two_factor=2fa-x!y:z; better-auth.two_factor=tossed"]);
    assert_eq!(https().get(&sent, "two_factor"), Some("2fa-x!y:z"));
    assert_eq!(https().get(&sent, "two"), None);
    assert!(https().clear("two_factor").to_str().unwrap().contains("two_factor=; Max-Age=0;"));
}

#[test]
fn a_value_can_not_add_attributes() {
    let value = http().set("x", "a; Domain=evil.com\r\nSet-Cookie: b=\"c\",\\\u{fc}", None);
    assert_eq!(
        value,
        "better-auth.x=a%3B%20Domain=evil.com%0D%0ASet-Cookie:%20b=%22c%22%2C%5C%C3%BC; Path=/; HttpOnly; SameSite=Lax"
    );
}

#[test]
fn debug_does_not_show_a_cookies_value() {
    let value = http().set("x", "hidden", None);
    assert!(!format!("{value:?}").contains("hidden"));
}

proptest! {
    #[test]
    fn inp_08_no_header_makes_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut map = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(&bytes) {
            map.append(header::COOKIE, value);
        }
        for cookies in [http(), https()] {
            let _ = cookies.first_session(&map, |_, text| Some(text.to_owned()));
            let _ = cookies.clear_session(&map);
            let _ = cookies.get(&map, "x");
        }
    }

    #[test]
    fn inp_08_a_cookie_is_found_behind_any_junk(junk in "[ -:<-~]{0,60}") {
        prop_assume!(!junk.contains("session"));
        let header = format!("{junk}; better-auth.session-token=good");
        prop_assert_eq!(read(&http(), &[&header]), Some("good".to_owned()));
    }

    #[test]
    fn inp_08_what_is_set_is_one_cookie(name in "\\PC{0,20}", value in any::<String>()) {
        let set = http().set(&name, &value, None);
        let text = set.to_str().unwrap();
        prop_assert!(!text.is_empty());
        prop_assert_eq!(text.matches(';').count(), 3);
        prop_assert!(text.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    }

    #[test]
    fn inp_08_a_plain_value_comes_back(value in "[!#-+\\--:<-\\[\\]-~]{0,40}") {
        let set = http().set("x", &value, None);
        let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
        let sent = request(&[&pair]);
        prop_assert_eq!(http().get(&sent, "x"), Some(value.as_str()));
    }
}

const SERVER_SECRET: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

fn keys() -> Keyring {
    Keyring::new(&[SERVER_SECRET.into()])
}

/// As the TypeScript original signs a cookie.
fn signed(value: &str, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(value.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let signed = format!("{value}.{signature}");
    form_urlencoded::byte_serialize(signed.as_bytes()).collect()
}

#[test]
fn what_is_written_is_read() {
    let token = SessionToken::generate(&keys(), &OsRandom).unwrap();
    for cookies in [http(), https(), shared()] {
        let set = cookies.session(&token, WEEK);
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        let read = cookies.read_session(&request(&[pair]), &keys()).unwrap();
        assert_eq!(read.expose(), token.expose());
        assert!(!format!("{set:?}").contains("session_"));
    }
}

#[test]
fn ses_02_a_subdomain_can_not_plant_a_session_of_its_own() {
    let token = SessionToken::generate(&keys(), &OsRandom).unwrap();
    for name in ["better-auth.session-token", "better-auth.session_token"] {
        let planted = request(&[&format!("__Secure-{name}={}", token.expose())]);
        assert!(https().read_session(&planted, &keys()).is_none(), "{name}");
        assert!(shared().read_session(&planted, &keys()).is_some(), "shared with subdomains");
    }
}

#[test]
fn a_forged_token_is_skipped() {
    let token = SessionToken::generate(&keys(), &OsRandom).unwrap();
    let foreign = Keyring::new(&["another-secret-0123456789-abcdefghij".into()]);
    let forged = SessionToken::generate(&foreign, &OsRandom).unwrap();
    let name = "better-auth.session-token";
    let alone = format!("{name}={}", forged.expose());
    assert!(http().read_session(&request(&[&alone]), &keys()).is_none());
    let both = format!("{alone}; {name}={}", token.expose());
    let read = http().read_session(&request(&[&both]), &keys()).unwrap();
    assert_eq!(read.expose(), token.expose());
}

#[test]
fn a_signed_cookie_of_the_original_is_read() {
    let token = "AbCdEfGhIjKlMnOpQrStUvWxYz012345";
    let cookie = format!("better-auth.session_token={}", signed(token, SERVER_SECRET));
    let read = http().read_session(&request(&[&cookie]), &keys()).unwrap();
    assert_eq!(read.hash(), TokenHash::of(token));
    let again = http().session(&read, WEEK);
    let again = again.to_str().unwrap().split(';').next().unwrap();
    assert!(http().read_session(&request(&[again]), &keys()).is_some(), "{again}");
    let secure = format!("__Secure-{cookie}");
    assert!(https().read_session(&request(&[&secure]), &keys()).is_some());
}

#[test]
fn a_cookie_of_the_original_without_its_signature_is_not_read() {
    let token = "AbCdEfGhIjKlMnOpQrStUvWxYz012345";
    let forged = signed(token, "another-secret-0123456789-abcdefghij");
    for value in [token, &forged] {
        let cookie = format!("better-auth.session_token={value}");
        assert!(http().read_session(&request(&[&cookie]), &keys()).is_none(), "{value}");
    }
}
