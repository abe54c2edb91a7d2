use proptest::prelude::*;

use super::*;
use crate::config::check_base_url;

fn base() -> BaseUrl {
    check_base_url("http://trusted.example.com", "/auth").unwrap()
}

fn trusting(patterns: &[&str]) -> TrustedOrigins {
    let patterns: Vec<String> = patterns.iter().map(|&text| text.to_owned()).collect();
    TrustedOrigins::new(&base(), &patterns).unwrap()
}

#[track_caller]
fn check(pattern: &str, fits: &[&str], fits_not: &[&str]) {
    let origins = trusting(&[pattern]);
    for origin in fits {
        assert!(origins.trusts_origin(origin), "{pattern} should trust {origin}");
        assert!(
            origins.trusts_url(&Url::parse(origin).unwrap()),
            "{pattern} should trust {origin}"
        );
    }
    for origin in fits_not {
        assert!(!origins.trusts_origin(origin), "{pattern} must not trust {origin}");
        let url = Url::parse(origin).ok();
        assert!(
            !url.is_some_and(|url| origins.trusts_url(&url)),
            "{pattern} must not trust {origin}"
        );
    }
}

#[test]
fn ori_02_the_own_origin_and_an_exact_one_are_trusted() {
    check(
        "https://www.example.com/",
        &["http://trusted.example.com", "https://www.example.com"],
        &[
            "https://trusted.example.com",
            "http://www.example.com",
            "https://www.example.com:8443",
            "https://example.com",
        ],
    );
}

#[test]
fn ori_03_what_is_no_serialized_origin_is_refused() {
    let origins = trusting(&["https://*.example.com", "myapp://"]);
    let tricks = [
        "",
        "null",
        "trusted.example.com",
        "http://trusted.example.com/",
        "http://trusted.example.com/x",
        "http://trusted.example.com.",
        "HTTP://trusted.example.com",
        "http://trusted.example.com:80",
        "http://trusted.example.com http://evil.com",
        "http://trusted.example.com,http://evil.com",
        "http://trusted.example.com%00.evil.com",
        "http://trusted.example.com\0.evil.com",
        "http://user@trusted.example.com",
        "http://trusted.example.com@evil.com",
        "http://evil.com#trusted.example.com",
        "http://evil.com?trusted.example.com",
        "http://evil.com\\@trusted.example.com",
        " http://trusted.example.com",
        "http:trusted.example.com",
        "http:/trusted.example.com",
        "//trusted.example.com",
        "https://a.example.com.",
        "https://a.example.com/",
        "https://a.example.com:443",
        "https://A.example.com",
        "https://a.example.com, https://b.example.com",
        "https://a%2eexample.com",
        "https://evil.com/.example.com",
        "https://evil.com?.example.com",
        "https://u@a.example.com",
        "https://u:p@a.example.com",
        "https://evil.com#.example.com",
        "blob:https://a.example.com",
        "myapp://a/b",
        "myapp://u@a",
        "myapp:a",
        "MYAPP://",
        "javascript://a.example.com",
        "data:text/html,x",
    ];
    for trick in tricks {
        assert!(!origins.trusts_origin(trick), "{trick:?}");
    }
    assert!(!origins.trusts_origin(&format!("https://{}.example.com", "a".repeat(600))));
}

#[test]
fn redirects_to_look_alikes_are_refused() {
    let origins = trusting(&["https://*.example.com"]);
    let refused = [
        "https://evil.com",
        "http://trusted.example.com.evil.com",
        "http://trusted.example.com@evil.com",
        "http://trusted.example.com%40evil.com@evil.com",
        "http://evil.com#trusted.example.com",
        "http://evil.com\\@trusted.example.com",
        "http://trusted.example.com:80@evil.com",
        "https://trusted.example.com:8080",
        "http://trusted.example.com:8080",
        "http://xtrusted.example.com",
        "http://trusted.example.comx",
        "javascript:alert(1)",
        "blob:http://trusted.example.com/x",
        "blob:https://a.example.com/x",
        "http://[::ffff:1.2.3.4]/",
        "http://user@trusted.example.com/",
        "http://trusted.example.com./",
        "data:text/html,x",
        "https://a.example.com./x",
        "ftp://trusted.example.com/",
        "ws://trusted.example.com/",
    ];
    for text in refused {
        let url = Url::parse(text).unwrap();
        assert!(!origins.trusts_url(&url), "{text}");
    }
    for text in [
        "http://trusted.example.com/a?b#c",
        "http://TRUSTED.example.com:80/",
        "https://a.b.example.com/x",
    ] {
        assert!(origins.trusts_url(&Url::parse(text).unwrap()), "{text}");
    }
}

#[test]
fn a_wildcard_stands_for_labels_below_the_name() {
    check(
        "https://*.example.org",
        &["https://a.example.org", "https://a.b.example.org"],
        &[
            "https://example.org",
            "http://a.example.org",
            "https://a.example.org:8443",
            "https://aexample.org",
            "https://a.example.org.evil.com",
            "https://a.example.orgx",
        ],
    );
    check(
        "https://app-?.example.org",
        &["https://app-1.example.org"],
        &["https://app-.example.org", "https://app-12.example.org", "https://app-..example.org"],
    );
    check(
        "https://my-*.vercel.app",
        &["https://my-branch.vercel.app"],
        &["https://other.vercel.app"],
    );
}

#[test]
fn a_wildcard_without_a_scheme_takes_https_and_the_scheme_of_the_base_url() {
    check(
        "*.example.org",
        &["https://a.example.org", "http://a.example.org"],
        &["myapp://a.example.org", "https://a.example.org:8443"],
    );
    let secure = check_base_url("https://app.example.com", "/auth").unwrap();
    let origins = TrustedOrigins::new(&secure, &["*.example.org".to_owned()]).unwrap();
    assert!(origins.trusts_origin("https://a.example.org"));
    assert!(!origins.trusts_origin("http://a.example.org"));
}

#[test]
fn a_port_may_be_any_or_one() {
    check(
        "http://localhost:*",
        &["http://localhost:5173", "http://localhost"],
        &["http://localhost.evil.com:5173", "https://localhost:5173"],
    );
    check(
        "https://*.example.org:8443",
        &["https://a.example.org:8443"],
        &["https://a.example.org", "https://a.example.org:8444"],
    );
    check("https://*.example.org:443", &["https://a.example.org"], &["https://a.example.org:444"]);
}

#[test]
fn a_wildcard_host_of_digits_fits_ipv4_addresses_only() {
    check(
        "http://192.168.*",
        &["http://192.168.0.1", "http://192.168.77.8"],
        &[
            "http://192.168.evil.com",
            "http://192.168.0.1.evil.com",
            "http://192.169.0.1",
            "http://192.168.0.1:8080",
        ],
    );
}

#[test]
fn a_scheme_of_its_own_is_trusted_by_authority_and_whole_path_segments() {
    check(
        "myapp://",
        &["myapp://", "myapp://callback", "myapp://a:1"],
        &["myapp2://callback", "https://myapp", "myapp:callback"],
    );
    check(
        "myapp://callback",
        &["myapp://callback"],
        &["myapp://callback2", "myapp://callback.evil", "myapp://"],
    );
    check("exp://192.168.*.*:*/*", &["exp://192.168.0.7:8081"], &["exp://192.168.evil.com:8081"]);
    let origins = trusting(&["myapp://callback/done"]);
    let trusts = |text: &str| origins.trusts_url(&Url::parse(text).unwrap());
    assert!(trusts("myapp://callback/done") && trusts("myapp://callback/done/x?y=z#w"));
    for text in [
        "myapp://callback/donex",
        "myapp://callback",
        "myapp://callback/x/../donex",
        "myapp://other/done",
        "myapp://callback/done/../x",
        "myapp://callback/done/%2e%2e/x",
        "myapp://u@callback/done",
    ] {
        assert!(!trusts(text), "{text}");
    }
    assert!(!origins.trusts_origin("myapp://callback"), "the origin does not tell the path");
}

#[test]
fn patterns_that_can_not_be_meant_are_refused_at_start_up() {
    let refused = [
        "",
        "*",
        "?",
        "*.*",
        "*.com",
        "https://*",
        "https://*.com",
        "https://example.*",
        "*example.com",
        "https://*example.com",
        "example.com",
        "localhost:3000",
        "https://",
        "https:///x",
        "https://example.com/path",
        "https://example.com?x",
        "https://example.com#x",
        "https://u@example.com",
        "https://*.example.com/path",
        "https://*.example.com.",
        "https://example.com.",
        "https://.example.com",
        "https://*..example.com",
        "javascript://",
        "JavaScript://*",
        "data://",
        "blob://x",
        "file://",
        "*://example.com",
        "://x",
        "https://*.example.com:x",
        "https://example.com:99999",
        "http://[*]",
        "http://*.1",
        "http://*.168.0.1",
        "https://*.exämple.com",
        "https://a b.example.com",
        "myapp://a/../b",
        "myapp://a/%2e",
        "myapp://a@b",
        "null",
    ];
    for text in refused {
        let read = TrustedOrigins::new(&base(), &[text.to_owned()]);
        let setting = read.map_err(|error| error.setting).err();
        assert_eq!(setting, Some("trusted_origins"), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn inp_08_no_text_is_trusted_whose_parsed_origin_is_another(
        text in "(https?|myapp|HTTPS)?(:|%3a)?(//?|\\\\)?([a-z@:.%/?#\\\\, \t0]{0,4}(trusted|evil|a)\\.(example\\.com|com)){0,3}[.:/0-9]{0,3}",
    ) {
        let origins = trusting(&["https://*.example.com"]);
        if origins.trusts_origin(&text) {
            let url = Url::parse(&text).unwrap();
            prop_assert_eq!(url.origin().ascii_serialization(), &*text);
            let host = url.host_str().unwrap();
            prop_assert!(host.ends_with(".example.com"), "{}", text);
        }
    }

    #[test]
    fn inp_08_every_label_below_the_name_fits_and_none_beside_it(label in "[a-z][a-z0-9]{0,8}(\\.[a-z0-9]{1,5}){0,2}") {
        let origins = trusting(&["https://*.example.org"]);
        let below = format!("https://{label}.example.org");
        let glued = format!("https://{label}example.org");
        let serialized = |text: &str| Url::parse(text).unwrap().origin().ascii_serialization();
        prop_assert!(origins.trusts_origin(&serialized(&below)));
        prop_assert!(label.contains('.') || !origins.trusts_origin(&serialized(&glued)));
        let beside = format!("https://a.example.org.{label}");
        prop_assert!(!origins.trusts_origin(&beside));
    }

    #[test]
    fn inp_08_no_text_makes_the_matcher_panic(text in ".{0,80}") {
        let origins = trusting(&["https://*.example.com", "10.0.*", "myapp://"]);
        origins.trusts_origin(&text);
        if let Ok(url) = Url::parse(&text) {
            origins.trusts_url(&url);
        }
        drop(TrustedOrigins::new(&base(), &[text]));
    }
}
