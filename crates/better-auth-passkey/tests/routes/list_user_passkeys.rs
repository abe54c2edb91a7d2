use std::time::Duration;

use better_auth_test::SoftPasskey;
use serde_json::json;

use crate::{app, member};

const PATH: &str = "/passkey/list-user-passkeys";

#[tokio::test]
async fn the_own_passkeys_are_listed_oldest_first() {
    let app = app().await;
    member(&app, "bob").await;
    let (ada, first) = member(&app, "ada").await;
    app.clock().advance(Duration::from_secs(1));
    let mut second = SoftPasskey::synced();
    second.register(&ada).await.expect(200);
    let listed = ada.get(PATH).await.expect(200).json();
    let ids: Vec<_> = listed.as_array().unwrap().iter().map(|one| &one["credentialID"]).collect();
    assert_eq!(ids, [&json!(first.credential_id()), &json!(second.credential_id())]);
}

#[tokio::test]
async fn somebody_without_passkeys_has_an_empty_list() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    assert_eq!(ada.get(PATH).await.expect(200).json(), json!([]));
}

#[tokio::test]
async fn strangers_are_refused() {
    app().await.browser().get(PATH).await.expect_error(401, "UNAUTHORIZED");
}
