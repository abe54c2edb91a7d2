//! Passwords that leaked.

use std::time::Duration;

use better_auth_email_password::EmailPasswordOptions;
use better_auth_password_check::BreachedCheck;

use crate::log::Log;
use crate::service::Service;
use crate::{GOOD, app, app_with, change, set, sign_up};

/// SHA-1: 92CD97586D2C3C4E1175A501D0B6996C8B4AEEBB.
const LEAKED: &str = "leaked in the great flood";
const PREFIX: &str = "92CD9";
const SUFFIX: &str = "7586D2C3C4E1175A501D0B6996C8B4AEEBB";

/// The suffix of [`GOOD`].
const GOOD_SUFFIX: &str = "E6BB4E8CD9E543BB72BAB8BBAE38094D101"; // E4786

/// An answer in which [`LEAKED`] stands with this count, and [`GOOD`] as padding.
fn list(count: u64) -> String {
    format!("0018A45C4D1DEF81644B54AB7F969B88D65:21\r\n{SUFFIX}:{count}\r\n{GOOD_SUFFIX}:0\r\n")
}

#[tokio::test]
async fn sign_up_refuses_a_leaked_password_and_takes_a_good_one() {
    let service = Service::answering(200, list(3)).await;
    let app = app(service.check()).await;
    sign_up(&app, "ada", LEAKED).await.expect_error(400, "PASSWORD_COMPROMISED");
    assert_eq!(app.count("users").await, 0);
    sign_up(&app, "ada", GOOD).await.expect(200);
}

#[tokio::test]
async fn changing_refuses_a_leaked_password_and_takes_a_good_one() {
    let service = Service::answering(200, list(3)).await;
    let app = app(service.check()).await;
    let (ada, _) = app.sign_up("ada").await;
    change(&app, &ada, LEAKED).await.expect_error(400, "PASSWORD_COMPROMISED");
    app.sign_in("ada").await.1.expect(200);
    change(&app, &ada, GOOD).await.expect(200);
}

#[tokio::test]
async fn setting_refuses_a_leaked_password_and_takes_a_good_one() {
    let service = Service::answering(200, list(3)).await;
    let app = app(service.check()).await;
    let (ada, _) = app.sign_up("ada").await;
    set(&app, &ada, LEAKED).await.expect_error(400, "PASSWORD_COMPROMISED");
    assert_eq!(app.count("accounts").await, 1);
    set(&app, &ada, GOOD).await.expect(200);
}

#[tokio::test]
async fn the_service_sees_five_characters_of_the_hash_and_nothing_else() {
    let service = Service::answering(200, list(3)).await;
    let app = app(service.check()).await;
    sign_up(&app, "ada", LEAKED).await.expect(400);
    let requests = service.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(request.contains(&format!("uri: /range/{PREFIX},")), "{request}");
    assert!(request.contains("method: GET"), "{request}");
    assert!(request.contains("\"add-padding\": \"true\""), "{request}");
    assert!(request.contains("\"user-agent\": \"better-auth-rust/"), "{request}");
    let folded = request.to_lowercase();
    for secret in [&LEAKED[..6], &SUFFIX[..4], "ada", "example.com", "cookie", "authorization"] {
        assert!(!folded.contains(&secret.to_lowercase()), "{secret} in {request}");
    }
}

#[tokio::test]
async fn the_form_that_is_stored_is_the_one_that_is_looked_up() {
    let service = Service::answering(200, list(3)).await;
    let app = app(service.check()).await;
    let full_width = LEAKED.replace("flood", "ｆｌｏｏｄ");
    sign_up(&app, "ada", &full_width).await.expect_error(400, "PASSWORD_COMPROMISED");
}

#[tokio::test]
async fn padding_is_no_leak() {
    let service = Service::answering(200, format!("{SUFFIX}:0\r\n")).await;
    let app = app(service.check().threshold(0)).await;
    sign_up(&app, "ada", LEAKED).await.expect(200);
}

#[tokio::test]
async fn a_password_that_leaked_less_often_than_the_threshold_passes() {
    let service = Service::answering(200, list(9)).await;
    let lax = app(service.check().threshold(10)).await;
    sign_up(&lax, "ada", LEAKED).await.expect(200);
    let exact = app(service.check().threshold(9)).await;
    sign_up(&exact, "ada", LEAKED).await.expect_error(400, "PASSWORD_COMPROMISED");
}

#[tokio::test]
async fn malformed_lines_are_passed_over() {
    let service = Service::answering(200, format!("<p>\n:::\n{SUFFIX}\n{}", list(1))).await;
    let app = app(service.check()).await;
    sign_up(&app, "ada", LEAKED).await.expect_error(400, "PASSWORD_COMPROMISED");
}

/// Every way in which the service is of no use.
async fn outages() -> Vec<Service> {
    let mut large = list(3);
    large.push_str(&" ".repeat(2 * 1024 * 1024));
    vec![
        Service::down().await,
        Service::silent().await,
        Service::answering(429, list(3)).await,
        Service::answering(500, list(3)).await,
        Service::answering(302, list(3)).await,
        Service::answering(200, "").await,
        Service::answering(200, "<html>Sign in to the network of the hotel</html>").await,
        Service::answering(200, large).await,
    ]
}

fn impatient(service: &Service) -> BreachedCheck {
    service.check().timeout(Duration::from_millis(300))
}

#[tokio::test]
async fn while_the_service_fails_a_password_passes_with_a_warning() {
    for (number, service) in outages().await.into_iter().enumerate() {
        let app = app(impatient(&service)).await;
        let (log, _guard) = Log::start();
        sign_up(&app, "ada", LEAKED).await.expect(200);
        let text = log.text();
        let warned = text
            .lines()
            .any(|line| line.contains("WARN") && line.contains("a new password was not compared"));
        assert!(warned, "{number}: {text}");
    }
}

#[tokio::test]
async fn or_is_refused_if_the_application_wants_it() {
    for (number, service) in outages().await.into_iter().enumerate() {
        let app = app(impatient(&service).refuse_on_outage(true)).await;
        let answer = sign_up(&app, "ada", GOOD).await;
        assert_eq!(answer.status, 503, "{number}");
        let answer = answer.expect_error(503, "SERVICE_UNAVAILABLE");
        assert_eq!(answer.header("retry-after"), Some("30"));
        assert_eq!(app.count("users").await, 0);
    }
}

#[tokio::test]
async fn log_01_no_log_has_the_password_or_its_hash() {
    for service in [
        Service::answering(200, list(3)).await,
        Service::answering(500, "").await,
        Service::down().await,
    ] {
        let app = app(service.check()).await;
        let (log, _guard) = Log::start();
        sign_up(&app, "ada", LEAKED).await;
        let text = log.text();
        assert!(!text.is_empty());
        for secret in [LEAKED, PREFIX, SUFFIX] {
            assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{secret} in {text}");
        }
    }
}

#[tokio::test]
async fn a_leaked_password_is_refused_alike_for_a_taken_and_a_new_address() {
    let service = Service::answering(200, list(3)).await;
    let options = EmailPasswordOptions::default().require_email_verification(true);
    let app = app_with(options, service.check()).await;
    sign_up(&app, "ada", GOOD).await.expect(200);
    app.mailbox().take();
    let taken = sign_up(&app, "ada", LEAKED).await.expect_error(400, "PASSWORD_COMPROMISED");
    let new = sign_up(&app, "bob", LEAKED).await.expect_error(400, "PASSWORD_COMPROMISED");
    assert_eq!(taken.body, new.body);
    assert_eq!(service.requests().len(), 3);
}

#[tokio::test]
async fn what_the_policy_refuses_is_not_sent() {
    let service = Service::answering(200, list(3)).await;
    let app = app(service.check()).await;
    sign_up(&app, "ada", "password").await.expect_error(400, "PASSWORD_TOO_COMMON");
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn a_password_is_not_looked_up_at_sign_in() {
    let service = Service::answering(200, list(3)).await;
    let app = app(service.check()).await;
    app.sign_up("ada").await;
    app.sign_in("ada").await.1.expect(200);
    assert_eq!(service.requests().len(), 1);
}

#[tokio::test]
async fn a_base_url_that_can_not_work_is_refused() {
    let service = Service::answering(200, "").await;
    for url in ["", "/path", "no url", "https://example.com/?a=b"] {
        let error = service.check().base_url(url).unwrap_err();
        assert_eq!(error.setting, "base_url", "{url}");
    }
    assert!(service.check().base_url("https://pwned.example.com/api/").is_ok());
}
