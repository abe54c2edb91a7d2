use better_auth_email_password::{EmailPasswordOptions, PasswordManagementOptions};
use better_auth_test::{REDIRS, REDIRS_TRUSTED};
use serde_json::{Value, json};

use crate::reset::{app_with_passwords, link_to};
use crate::{app, app_with};

const ROUTES: [&str; 2] = ["/request-password-reset", "/forget-password"];

fn asking(redirect: impl Into<Value>) -> Value {
    json!({ "email": "ada@example.com", "redirectTo": redirect.into() })
}

#[tokio::test]
async fn both_names_of_the_route_mail_a_link() {
    let app = app().await;
    app.sign_up("ada").await;
    for route in ROUTES {
        let answer = app.browser().post(route, asking("/choose?step=1&x=a b")).await.expect(200);
        let expected = json!({
            "status": true,
            "message": "If this email exists in our system, check your email for the reset link",
        });
        assert_eq!(answer.json(), expected);
        assert!(answer.set_cookies().is_empty());
        let link = link_to(&app, "ada");
        let (route, query) = link.split_once('?').unwrap();
        let token = route.strip_prefix("http://localhost:3000/auth/reset-password/").unwrap();
        assert_eq!(token.len(), 43);
        assert_eq!(query, "callbackURL=%2Fchoose%3Fstep%3D1%26x%3Da%2520b");
    }
}

#[tokio::test]
async fn the_mail_goes_to_the_address_of_the_account() {
    let app = app().await;
    app.sign_up("ada").await;
    let body = json!({ "email": "ADA@Example.com" });
    app.browser().post(ROUTES[0], body).await.expect(200);
    let mail = app.mailbox().take();
    assert_eq!(mail.to.as_str(), "ada@example.com");
    assert!(mail.text.contains("Hello ada,") && mail.text.contains("1 hour"), "{}", mail.text);
}

#[tokio::test]
async fn the_link_leads_to_the_page_of_the_application_if_the_client_names_none() {
    let default = app().await;
    let other = PasswordManagementOptions::default().reset_page("/account/new-password?lang=de");
    let other = app_with_passwords(other).await;
    for (app, page) in [
        (default, "http://localhost:3000/reset-password?token="),
        (other, "http://localhost:3000/account/new-password?lang=de&token="),
    ] {
        app.sign_up("ada").await;
        app.browser().post(ROUTES[0], json!({ "email": "ada@example.com" })).await.expect(200);
        let link = link_to(&app, "ada");
        let path = link.strip_prefix("http://localhost:3000/auth").unwrap();
        let answer = app.browser().get(path).await.expect(302);
        assert!(answer.header("location").unwrap().starts_with(page), "{answer:?}");
    }
}

#[tokio::test]
async fn rst_07_no_link_leads_to_another_site() {
    let app = app_with(EmailPasswordOptions::default(), |b| b.trusted_origin(REDIRS_TRUSTED)).await;
    app.sign_up("ada").await;
    for target in REDIRS.into_iter().chain([""]) {
        let answer = app.browser().post(ROUTES[0], asking(target)).await;
        if answer.status == 200 {
            let link = link_to(&app, "ada");
            let path = link.strip_prefix("http://localhost:3000/auth").unwrap();
            let answer = app.browser().get(path).await.expect(302);
            let location = answer.header("location").unwrap();
            assert!(location.starts_with("http://localhost:3000/"), "{target:?} {location}");
        } else {
            answer.expect_error(403, "INVALID_REDIRECT_URL");
        }
    }
}

#[tokio::test]
async fn a_page_on_a_trusted_origin_may_be_named() {
    let app = app_with(EmailPasswordOptions::default(), |b| b.trusted_origin(REDIRS_TRUSTED)).await;
    app.sign_up("ada").await;
    app.browser().post(ROUTES[0], asking("http://trusted.example.com/x")).await.expect(200);
    let link = link_to(&app, "ada");
    let path = link.strip_prefix("http://localhost:3000/auth").unwrap();
    let answer = app.browser().get(path).await.expect(302);
    let location = answer.header("location").unwrap();
    assert!(location.starts_with("http://trusted.example.com/x?token="), "{location}");
}

#[tokio::test]
async fn a_refused_page_mails_nothing_and_counts_nothing() {
    let app = app().await;
    app.sign_up("ada").await;
    for _ in 0..10 {
        let answer = app.browser().post(ROUTES[0], asking("https://evil.com")).await;
        answer.expect_error(403, "INVALID_REDIRECT_URL");
    }
    assert_eq!(app.count("verifications").await, 0);
    app.browser().post(ROUTES[0], asking("/choose")).await.expect(200);
    app.mailbox().take();
}

#[tokio::test]
async fn ori_10_the_link_does_not_follow_forged_headers() {
    let app = app().await;
    app.sign_up("ada").await;
    let forged = app
        .browser()
        .with_header("host", "evil.com")
        .with_header("x-forwarded-host", "evil.com")
        .with_header("x-forwarded-proto", "https");
    forged.post(ROUTES[0], asking("/choose")).await.expect(200);
    let text = app.mailbox().take().text;
    assert!(text.contains("http://localhost:3000/auth/") && !text.contains("evil.com"), "{text}");
}

#[tokio::test]
async fn what_is_no_address_is_refused() {
    let app = app().await;
    for email in ["", "ada", "ada@localhost", "ada@example.com, eve@example.com", "a\r\nb@x.de"] {
        let answer = app.browser().post(ROUTES[0], json!({ "email": email })).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
    let long = format!("{}@example.com", "x".repeat(60_000));
    let answer = app.browser().post(ROUTES[0], json!({ "email": long })).await;
    answer.expect_error(400, "VALIDATION_ERROR");
    assert_eq!(app.count("verifications").await, 0);
}

#[tokio::test]
async fn ori_11_fields_of_another_type_are_refused() {
    let app = app().await;
    let wrong = [json!(["/x"]), json!({ "url": "/x" }), json!(5), json!(true)];
    for value in wrong {
        let redirect = app.browser().post(ROUTES[0], asking(value.clone())).await;
        redirect.expect_error(400, "VALIDATION_ERROR");
        let email = app.browser().post(ROUTES[0], json!({ "email": value })).await;
        email.expect_error(400, "VALIDATION_ERROR");
    }
    app.browser().post(ROUTES[0], json!({})).await.expect_error(400, "VALIDATION_ERROR");
    app.browser().post(ROUTES[0], json!({ "email": null })).await.expect(400);
}

#[tokio::test]
async fn dur_06_a_mail_server_that_is_down_does_not_show() {
    let app = app().await;
    app.sign_up("ada").await;
    app.mailbox().refuse(true);
    let known = app.browser().post(ROUTES[0], asking("/x")).await.expect(200);
    let unknown = app.browser().post(ROUTES[0], json!({ "email": "no@example.com" })).await;
    assert_eq!(known.text(), unknown.expect(200).text());
    app.mailbox().refuse(false);
    app.clock().advance(std::time::Duration::from_secs(60));
    app.browser().get("/ok").await.expect(200);
    app.mailbox().take_to("ada@example.com");
}
