//! What clients can compare.

use crate::app;

#[tokio::test]
async fn the_codes_of_core_and_of_every_plugin_are_listed_once() {
    let app = app().await;
    let codes: Vec<_> = app.site().error_codes().iter().map(|code| code.code).collect();
    for expected in ["UNAUTHORIZED", "PASSWORD_TOO_SHORT", "INVALID_EMAIL", "PASSWORD_ALREADY_SET"]
    {
        assert!(codes.contains(&expected), "{expected} in {codes:?}");
    }
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
}
