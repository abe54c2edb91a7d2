use better_auth_test::{SECRET, TestApp};

use crate::program::Program;

#[test]
fn it_prints_the_secret_alone_and_the_advice_beside_it() {
    let ended = Program::new().run(["secret"]).expect(0);
    let secret = ended.out.strip_suffix('\n').unwrap();
    assert_eq!(secret.len(), 43);
    assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{secret}");
    assert!(ended.err.contains("older_secret") && !ended.err.contains(secret), "{ended:?}");
}

#[test]
fn no_two_secrets_are_the_same() {
    let secret = || Program::new().run(["secret", "--json"]).expect(0).json()["secret"].clone();
    assert_ne!(secret(), secret());
}

#[tokio::test]
async fn an_application_takes_it_and_the_old_one_beside_it() {
    let new = Program::new().run(["secret"]).expect(0).out;
    let new = new.trim().to_owned();
    let app = TestApp::build(crate::everything).await;
    app.sign_up("ada").await;
    let app = app
        .restart(|builder| crate::everything(builder.secret(new.clone()).older_secret(SECRET)))
        .await;
    app.sign_in("ada").await.1.expect(200);
    let program = Program::new().database(app.database_url()).secret(&new);
    let verified = program.env("BETTER_AUTH_OLDER_SECRETS", SECRET);
    verified.run(["verify-audit-log"]).expect(0);
}
