//! The server secret changes.

use crate::{app, challenged, code, enrolled, everything, is_signed_in, mailed_code};

#[tokio::test]
async fn tfa_12_after_a_new_server_secret_everything_works_and_is_sealed_anew() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let pending = browser.cookies();
    let new = "a-new-secret-of-more-than-thirty-two-characters";
    let app = app.restart(|builder| everything(builder.secret(new))).await;
    // The sign-in that waited goes on.
    let browser = app.browser();
    browser.set_cookie(crate::PENDING, &pending[crate::PENDING]);
    browser.post("/two-factor/verify-totp", code(&ada.next_code(&app))).await.expect(200);
    let browser = challenged(&app, "ada").await;
    let backup = code(&ada.backup_codes[0]);
    browser.post("/two-factor/verify-backup-code", backup).await.expect(200);

    // The old secret may go now: it has sealed nothing any more.
    let sealed = better_auth_core::SecretString::new(new);
    let keys = better_auth_core::secret::Keyring::new(&[sealed]);
    let purpose = better_auth_core::secret::KeyPurpose::new("totp-secret");
    let email = "ada@example.com".parse().unwrap();
    let user = app.auth().users().find_user_by_email(&email).await.unwrap().unwrap();
    use better_auth_two_factor::TwoFactorStore as _;
    let row = app.adapter().find_two_factor(&user.id).await.unwrap().unwrap();
    let context = format!("two_factors:{}", user.id);
    assert!(keys.open(purpose, &context, &row.secret.unwrap()).is_ok());
}

#[tokio::test]
async fn dur_09_with_another_server_secret_the_app_is_refused_with_a_clear_code() {
    let first = "the-first-secret-of-more-than-thirty-two-characters";
    let second = "the-second-secret-of-more-than-thirty-two-characters";
    let app = app().await.restart(|builder| everything(builder.secret(first))).await;
    let ada = enrolled(&app, "ada").await;
    let app = app.restart(|builder| everything(builder.secret(second))).await;
    let browser = challenged(&app, "ada").await;
    for _ in 0..12 {
        let answer = browser.post("/two-factor/verify-totp", code(&ada.next_code(&app))).await;
        answer.expect_error(400, "TOTP_SECRET_UNREADABLE");
    }
    let backup = code(&ada.backup_codes[0]);
    let answer = browser.post("/two-factor/verify-backup-code", backup).await;
    answer.expect_error(401, "INVALID_BACKUP_CODE");
    assert!(!is_signed_in(&browser).await);
    // The mailbox is a way out.
    let mailed = mailed_code(&app, &browser, "ada").await;
    browser.post("/two-factor/verify-otp", code(&mailed)).await.expect(200);
}
