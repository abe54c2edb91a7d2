//! Rows that expire go away.

use std::time::Duration;

use better_auth::prelude::*;
use better_auth_test::TestApp;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn dos_06_rows_that_anybody_can_make_are_purged_when_they_expire() {
    let app = TestApp::build(|builder| {
        builder.plugin(EmailPasswordPlugin::new()).plugin(SessionManagementPlugin::new())
    })
    .await;
    app.sign_up("ada").await;
    for _ in 0..150 {
        app.sign_in("ada").await.1.expect(200);
    }
    app.clock().advance(8 * DAY);
    let (ada, _) = app.sign_in("ada").await;
    assert_eq!(app.count("sessions").await, 152);
    assert_eq!(app.auth().sweep().await.unwrap(), 151);
    assert_eq!(app.count("sessions").await, 1);
    assert!(ada.get("/get-session").await.expect(200).json().is_object());
}
