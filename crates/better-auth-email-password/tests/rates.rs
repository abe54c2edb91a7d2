//! The cases of the rate table.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use async_trait::async_trait;
use better_auth_core::Timestamp;
use better_auth_core::config::{ProxyOptions, RateLimitOptions};
use better_auth_core::event::kinds;
use better_auth_core::layer::rate_limit::{RateLimit, RateLimitStore, Verdict};
use better_auth_core::store::BoxError;
use better_auth_email_password::EmailPasswordOptions;
use better_auth_test::{Browser, TestApp, TestAppBuilder, TestResponse};
use futures_util::future::join_all;
use serde_json::json;

use crate::app_with;

async fn limited(configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder) -> TestApp {
    app_with(EmailPasswordOptions::default(), |builder| {
        configure(builder.rate_limit(RateLimitOptions::default()))
    })
    .await
}

async fn guess(browser: &Browser, email: &str) -> TestResponse {
    let body = json!({"email": email, "password": "wrong horse battery staple"});
    browser.post("/sign-in/email", body).await
}

#[tokio::test]
async fn rat_01_too_many_sign_ins_are_told_when_to_come_back() {
    let app = limited(|b| b).await;
    let browser = app.browser();
    for _ in 0..3 {
        guess(&browser, "ada@example.com").await.expect(401);
    }
    app.clock().advance(Duration::from_secs(4));
    for _ in 0..5 {
        let answer =
            guess(&browser, "ada@example.com").await.expect_error(429, "TOO_MANY_REQUESTS");
        assert_eq!(answer.header("retry-after"), Some("6"));
        assert_eq!(answer.header("x-retry-after"), Some("6"));
    }
    app.clock().advance(Duration::from_secs(6));
    guess(&browser, "ada@example.com").await.expect(401);
}

#[tokio::test]
async fn no_window_of_ten_seconds_lets_more_than_three_through() {
    let app = limited(|b| b).await;
    let browser = app.browser();
    let mut passed = Vec::new();
    for second in 0..60 {
        for _ in 0..3 {
            if guess(&browser, "ada@example.com").await.status == 401 {
                passed.push(second);
            }
        }
        app.clock().advance(Duration::from_secs(1));
    }
    for start in 0..51 {
        let inside = passed.iter().filter(|at| (start..start + 10).contains(*at)).count();
        assert!(inside <= 3, "{inside} passed from second {start}");
    }
    assert!(passed.len() >= 15);
}

#[tokio::test]
async fn rat_02_other_spellings_of_the_path_are_never_evaluated() {
    let app = limited(|b| b).await;
    let browser = app.browser();
    for _ in 0..3 {
        guess(&browser, "ada@example.com").await;
    }
    for path in [
        "//sign-in/email",
        "/sign-in/email/",
        "/./sign-in/email",
        "/sign-in/%65mail",
        "/SIGN-IN/EMAIL",
        "/sign-in/email;x",
        "/sign-in%2Femail",
        "/sign-in/email%00",
    ] {
        let body = json!({"email": "ada@example.com", "password": "wrong horse battery staple"});
        let answer = browser.post(path, body).await;
        assert!(matches!(answer.status.as_u16(), 404 | 429), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn rat_04_one_ipv6_network_and_both_forms_of_an_ipv4_address_are_one_client() {
    let loopback = "127.0.0.1/32".parse().unwrap();
    let app =
        limited(|b| b.proxies(ProxyOptions { trusted: vec![loopback], ..ProxyOptions::default() }))
            .await;
    let mut evaluated = 0;
    for host in 0..300 {
        let address = format!("2001:db8:1:2::{host:x}");
        let browser = app.browser().with_header("x-forwarded-for", address);
        evaluated += usize::from(guess(&browser, "ada@example.com").await.status == 401);
    }
    assert_eq!(evaluated, 3);
    for _ in 0..2 {
        for address in ["192.0.2.7", "::ffff:192.0.2.7"] {
            evaluated += usize::from(
                guess(&app.browser().with_header("x-forwarded-for", address), "ada@example.com")
                    .await
                    .status
                    == 401,
            );
        }
    }
    assert_eq!(evaluated, 6);
}

#[tokio::test]
async fn rat_05_one_address_does_not_exhaust_another() {
    let app = limited(|b| b).await;
    let first = app.browser().from_address(Ipv4Addr::new(127, 0, 0, 21));
    for _ in 0..4 {
        guess(&first, "ada@example.com").await;
    }
    guess(&first, "ada@example.com").await.expect(429);
    let second = app.browser().from_address(Ipv4Addr::new(127, 0, 0, 22));
    guess(&second, "ada@example.com").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn rat_06_many_at_once_pass_no_more_than_the_limit() {
    let app = limited(|b| b).await;
    let browser = app.browser();
    let answers = join_all((0..40).map(|_| guess(&browser, "ada@example.com"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn rat_07_guesses_on_one_account_are_bounded_from_wherever_they_come() {
    let app = app_with(EmailPasswordOptions::default(), |b| b).await;
    app.sign_up("ada").await;
    let guesses = (0..130u32).map(|index| {
        let browser =
            app.browser().from_address(IpAddr::from(Ipv6Addr::from(u128::from(index) << 64)));
        let email = if index % 2 == 0 { "ada@example.com" } else { "ADA@Example.com" };
        async move { guess(&browser, email).await }
    });
    let answers = join_all(guesses).await;
    let evaluated = answers.iter().filter(|answer| answer.status == 401).count();
    assert!(evaluated > 0 && evaluated < 100, "{evaluated}");
    app.sign_in("ada").await.1.expect_error(429, "TOO_MANY_REQUESTS");
    app.clock().advance(Duration::from_secs(3600));
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn signing_in_often_with_the_right_password_locks_nobody_out() {
    let app = app_with(EmailPasswordOptions::default(), |b| b).await;
    app.sign_up("ada").await;
    for _ in 0..120 {
        app.sign_in("ada").await.1.expect(200);
    }
}

#[tokio::test]
async fn an_unknown_account_name_is_throttled_like_a_known_one() {
    let app = app_with(EmailPasswordOptions::default(), |b| b).await;
    app.sign_up("ada").await;
    let mut evaluated = Vec::new();
    for email in ["ada@example.com", "nobody@example.com"] {
        let mut count = 0;
        while guess(&app.browser(), email).await.status == 401 {
            count += 1;
        }
        evaluated.push(count);
    }
    assert_eq!(evaluated[0], evaluated[1]);
}

#[tokio::test]
async fn log_02_an_account_that_is_throttled_is_an_event() {
    let app = app_with(EmailPasswordOptions::default(), |b| b).await;
    while guess(&app.browser(), "ada@example.com").await.status == 401 {}
    let failed = app.observed().of_kind(kinds::SIGN_IN_FAILED);
    let last = failed.last().unwrap();
    assert_eq!(last.detail, Some("TOO_MANY_REQUESTS"));
    assert_eq!(last.ip_address.as_deref(), Some("127.0.0.1"));
}

#[tokio::test]
async fn a_database_that_fails_uses_up_nobodys_sign_ins() {
    let app = app_with(EmailPasswordOptions::default(), |b| b).await;
    app.sign_up("ada").await;
    app.execute("ALTER TABLE accounts RENAME TO broken").await;
    for _ in 0..50 {
        app.sign_in("ada").await.1.expect(500);
    }
    app.execute("ALTER TABLE broken RENAME TO accounts").await;
    app.sign_in("ada").await.1.expect(200);
}

#[derive(Debug)]
struct BrokenStore;

#[async_trait]
impl RateLimitStore for BrokenStore {
    async fn hit(&self, _: &str, _: RateLimit, _: Timestamp) -> Result<Verdict, BoxError> {
        Err("the store is gone".into())
    }

    async fn forgive(&self, _: &str, _: RateLimit, _: Timestamp) -> Result<(), BoxError> {
        Err("the store is gone".into())
    }
}

#[tokio::test]
async fn rat_13_a_broken_store_does_not_lift_the_limits() {
    let app = limited(|b| b.rate_limit_store(BrokenStore)).await;
    let browser = app.browser();
    let mut evaluated = 0;
    for _ in 0..10 {
        evaluated += usize::from(guess(&browser, "ada@example.com").await.status == 401);
    }
    assert!(evaluated <= 3, "{evaluated}");
}
