use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::config::check_base_url;
use crate::layer::origin::TrustedOrigins;

fn base() -> BaseUrl {
    check_base_url("http://localhost:3000", "/auth").unwrap()
}

/// The one trusted origin of the attack list, and a custom scheme.
static TRUSTED: LazyLock<TrustedOrigins> = LazyLock::new(|| {
    let patterns = ["http://trusted.example.com", "myapp://"].map(str::to_owned);
    TrustedOrigins::new(&base(), &patterns).unwrap()
});

fn trusts(url: &Url) -> bool {
    TRUSTED.trusts_url(url)
}

fn checked(text: &str) -> Option<String> {
    check(text, &base(), trusts).map(|safe| safe.0)
}

fn safe(text: &str) -> SafeRedirect {
    check(text, &base(), trusts).unwrap()
}

/// Where a browser on the base URL ends up.
fn lands(target: &str) -> Url {
    base().url().join(target).unwrap()
}

/// The list REDIRS of the attack cases.
const REDIRS: [&str; 52] = [
    "https://evil.com",
    "http://evil.com/x",
    "//evil.com",
    "///evil.com",
    "////evil.com",
    "/\\evil.com",
    "\\\\evil.com",
    "/%5cevil.com",
    "/%2f%2fevil.com",
    "/%09/evil.com",
    "/\t/evil.com",
    "/\n/evil.com",
    "https:evil.com",
    "https:/evil.com",
    "https:///evil.com",
    "HTTPS://EVIL.com",
    "http://trusted.example.com.evil.com",
    "http://trusted.example.com@evil.com",
    "http://trusted.example.com%40evil.com@evil.com",
    "http://evil.com#trusted.example.com",
    "http://evil.com?trusted.example.com",
    "http://evil.com\\@trusted.example.com",
    "http://trusted.example.com:80@evil.com",
    "https://trusted.example.com",
    "http://trusted.example.com:8080",
    "http://xtrusted.example.com",
    "http://trusted.example.comx",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:http://x",
    "blob:http://trusted.example.com/x",
    "evil.com",
    "@evil.com",
    ".evil.com",
    "/..//evil.com",
    "/.//evil.com",
    "/a/..//evil.com",
    "http://[::ffff:1.2.3.4]/",
    "http://trusted.example.com\0.evil.com",
    "http://\u{ff45}vil.com",
    " https://evil.com",
    "\thttps://evil.com",
    "/x\r\nSet-Cookie: a=b",
    "http://localhost.evil.com",
    "?x=//evil.com",
    "",
    "/%2e//evil.com",
    "/%2E%2e//evil.com",
    "http:trusted.example.com",
    "javascript://trusted.example.com/%0aalert(1)",
];

#[test]
fn rst_07_rst_08_ver_05_oau_05_every_attack_on_the_list_is_refused() {
    for text in REDIRS {
        assert_eq!(checked(text), None, "{text:?}");
    }
}

#[test]
fn a_path_with_odd_segments_stays_on_site() {
    let target = checked("/a/..;/..//evil.com").unwrap();
    assert_eq!(target, "/a//evil.com");
    assert_eq!(lands(&target).origin(), base().url().origin());
}

#[test]
fn a_path_of_the_application_stays_a_path() {
    for path in ["/", "/welcome", "/a/b?tab=1&x=//y#top", "/a%20b", "/x?next=https://evil.com"] {
        assert_eq!(checked(path).as_deref(), Some(path));
    }
}

#[test]
fn what_the_parser_made_of_a_path_is_sent() {
    assert_eq!(checked("/a/./b/../c d/é").unwrap(), "/a/c%20d/%C3%A9");
}

#[test]
fn own_and_trusted_origins_pass() {
    for url in [
        "http://localhost:3000/x?y#z",
        "http://trusted.example.com/",
        "http://trusted.example.com/a%2Fb",
        "myapp://callback/done",
    ] {
        assert_eq!(checked(url).as_deref(), Some(url));
    }
    assert_eq!(checked("HTTP://Trusted.Example.com:80").unwrap(), "http://trusted.example.com/");
}

#[test]
fn a_scheme_that_runs_code_is_refused_even_if_it_is_trusted() {
    for url in ["javascript://x/%0aalert(1)", "data://x", "file://host/etc", "view-source://x"] {
        assert_eq!(check(url, &base(), |_| true), None, "{url}");
    }
}

#[test]
fn a_user_name_is_refused_even_on_a_trusted_origin() {
    for url in ["http://a@trusted.example.com", "http://:b@trusted.example.com"] {
        assert_eq!(checked(url), None, "{url}");
    }
}

#[test]
fn a_target_that_is_too_long_is_refused() {
    let path = format!("/{}", "a".repeat(MAX_TARGET - 1));
    assert_eq!(checked(&path), Some(path.clone()));
    assert_eq!(checked(&format!("{path}a")), None);
}

#[test]
fn a_parameter_is_added_before_the_fragment() {
    let error = |text| safe(text).with_query("error", "INVALID TOKEN&").0;
    assert_eq!(error("/"), "/?error=INVALID+TOKEN%26");
    assert_eq!(error("/x#top"), "/x?error=INVALID+TOKEN%26#top");
    assert_eq!(error("/x?a=1&b#top?q"), "/x?a=1&b&error=INVALID+TOKEN%26#top?q");
    assert_eq!(error("/x?"), "/x?error=INVALID+TOKEN%26");
    assert_eq!(error("myapp://cb"), "myapp://cb?error=INVALID+TOKEN%26");
}

#[test]
fn a_parameter_of_the_client_does_not_speak_for_the_server() {
    let target = safe("/x?token=forged&a=1&%74oken=forged2&tokens=2").with_query("token", "true");
    assert_eq!(target.as_str(), "/x?a=1&tokens=2&token=true");
}

#[test]
fn a_path_becomes_a_full_url_for_mails() {
    assert_eq!(safe("/x?y").absolute(&base()), "http://localhost:3000/x?y");
    assert_eq!(
        safe("http://trusted.example.com/x").absolute(&base()),
        "http://trusted.example.com/x"
    );
    assert_eq!(safe("/x").into_absolute(&base()).as_str(), "http://localhost:3000/x");
}

#[test]
fn the_answer_is_302_with_a_location() {
    let response = safe("/x é").into_response();
    assert_eq!(response.status(), 302);
    assert_eq!(response.headers()["location"], "/x%20%C3%A9");
}

#[test]
fn ori_11_only_text_is_a_target() {
    for json in ["[\"/x\"]", "{}", "5", "null", "true"] {
        assert!(serde_json::from_str::<RedirectTarget>(json).is_err(), "{json}");
    }
    assert!(serde_json::from_str::<RedirectTarget>("\"/x\"").is_ok());
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "/",
        "//",
        "\\",
        ".",
        "..",
        ";",
        ":",
        "@",
        "?",
        "#",
        "%",
        "%2f",
        "%5C",
        "%09",
        "%2e",
        "\t",
        "\n",
        "\0",
        " ",
        "http",
        "https:",
        "http://",
        "HTTP://",
        "evil.com",
        "trusted.example.com",
        "localhost:3000",
        ":80",
        "javascript:",
        "data:",
        "blob:",
        "myapp://",
        "\u{ff0f}",
        "\u{3002}",
        "\u{202e}",
        "[::1]",
        "a",
        "é",
    ]);
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn inp_08_whatever_passes_stays_on_a_trusted_origin(text in pieces()) {
        if let Some(target) = checked(&text) {
            prop_assert!(trusts(&lands(&target)), "{:?} -> {:?}", text, target);
            prop_assert!(!target.starts_with("//"));
            prop_assert!(target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\'));
        }
    }

    #[test]
    fn inp_08_a_checked_target_passes_again_unchanged(text in pieces()) {
        if let Some(target) = checked(&text) {
            prop_assert!(checked(&target).as_ref() == Some(&target), "{:?}", target);
        }
    }

    #[test]
    fn inp_08_a_parameter_moves_nobody_off_site(text in pieces(), key in "[a-z]{1,5}", value in any::<String>()) {
        if let Some(target) = check(&text, &base(), trusts) {
            let with = target.with_query(&key, &value);
            let (before, after) = (lands(target.as_str()), lands(with.as_str()));
            prop_assert_eq!(&before[..Position::BeforePath], &after[..Position::BeforePath]);
            prop_assert_eq!(before.path(), after.path());
            prop_assert_eq!(before.fragment(), after.fragment());
            let values: Vec<_> = after.query_pairs().filter(|(name, _)| *name == key).collect();
            prop_assert_eq!(values.len(), 1);
            prop_assert_eq!(values[0].1.as_ref(), &*value);
        }
    }

    #[test]
    fn inp_08_no_text_panics(text in any::<String>()) {
        let _ = checked(&text);
        let _ = checked(&format!("/{text}"));
    }
}
