//! Settings that can not work.

use std::time::Duration;

use better_auth_core::BetterAuth;
use better_auth_email_password::{
    EmailPasswordOptions, EmailPasswordPlugin, EmailVerificationOptions, EmailVerificationPlugin,
};
use better_auth_test::{Mailbox, TestApp, TestAppBuilder};

async fn refusal(configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder) -> String {
    let database = TestApp::build(|builder| builder).await;
    let builder = BetterAuth::builder(database.adapter().clone());
    let builder = builder.secret("0123456789abcdefghijklmnopqrstuvwxyz");
    configure(builder).build().await.unwrap_err().to_string()
}

#[tokio::test]
async fn required_verification_without_the_plugin_is_refused() {
    let passwords = EmailPasswordOptions::default().require_email_verification(true);
    let text = refusal(|builder| {
        builder.mailer(Mailbox::default()).plugin(EmailPasswordPlugin::with(passwords))
    })
    .await;
    assert!(text.contains("require_email_verification"), "{text}");
    assert!(text.contains("plug in EmailVerificationPlugin"), "{text}");
}

#[tokio::test]
async fn verification_without_a_mailer_is_refused() {
    let text = refusal(|builder| builder.plugin(EmailVerificationPlugin::new())).await;
    assert!(text.contains("mailer") && text.contains("`.mailer(…)`"), "{text}");
}

#[tokio::test]
async fn a_link_that_lives_for_a_second_or_a_year_is_refused() {
    for seconds in [1, 365 * 24 * 3600] {
        let options = EmailVerificationOptions::default().link_life(Duration::from_secs(seconds));
        let text = refusal(|builder| {
            let builder = builder.mailer(Mailbox::default());
            builder.plugin(EmailVerificationPlugin::with(options))
        })
        .await;
        assert!(text.contains("email_verification.link_life"), "{text}");
    }
}
