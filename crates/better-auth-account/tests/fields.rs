//! Fields that the application declares, from the sign-up to the database and back.

use better_auth_account::{SessionManagementPlugin, UserManagementPlugin};
use better_auth_core::entity::UserChanges;
use better_auth_core::fields::{AdditionalChanges, Field};
use better_auth_core::{RequestFacts, User};
use better_auth_email_password::{
    EmailPasswordOptions, EmailPasswordPlugin, EmailVerificationPlugin, PasswordManagementPlugin,
};
use better_auth_test::{Browser, PASSWORD, TestApp, TestAppBuilder, TestResponse};
use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::{Value, json};

fn declared(builder: TestAppBuilder) -> TestAppBuilder {
    builder
        .user_field(Field::text("phone").max_length(32).required())
        .user_field(Field::integer("age"))
        .user_field(Field::boolean("news").default(false))
        .user_field(Field::timestamp("bornAt"))
        .user_field(Field::one_of("plan", ["free", "pro"]).default("free").read_only())
        .user_field(Field::text("note").hidden())
        .session_field(Field::text("theme").default("light"))
        .plugin(PasswordManagementPlugin::new())
        .plugin(SessionManagementPlugin::new())
        .plugin(UserManagementPlugin::new())
}

pub(crate) async fn app() -> TestApp {
    TestApp::build(|builder| declared(builder).plugin(EmailPasswordPlugin::new())).await
}

fn signing_up(name: &str, fields: Value) -> Value {
    let email = format!("{name}@example.com");
    let mut body = json!({ "name": name, "email": email, "password": PASSWORD, "phone": "555" });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    body
}

async fn sign_up(app: &TestApp, name: &str, fields: Value) -> (Browser, TestResponse) {
    let browser = app.browser();
    let answer = browser.post("/sign-up/email", signing_up(name, fields)).await;
    (browser, answer)
}

async fn member(app: &TestApp, name: &str, fields: Value) -> Browser {
    let (browser, answer) = sign_up(app, name, fields).await;
    answer.expect(200);
    browser
}

async fn user(browser: &Browser) -> Value {
    browser.get("/get-session").await.expect(200).json()["user"].clone()
}

async fn stored(app: &TestApp, name: &str) -> User {
    let email = format!("{name}@example.com").parse().unwrap();
    app.auth().users().find_user_by_email(&email).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_sign_up_stores_them_and_every_answer_shows_them() {
    let app = app().await;
    let given = json!({"age": 36, "bornAt": "1815-12-10T01:00:00+01:00", "note": "met at a fair"});
    let (ada, answer) = sign_up(&app, "ada", given).await;
    let signed_up = answer.expect(200).json()["user"].clone();
    let expected = json!({
        "phone": "555", "age": 36, "news": false, "bornAt": "1815-12-10T00:00:00.000Z",
        "plan": "free",
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(signed_up[name], *value, "{name}");
    }
    assert!(signed_up.get("note").is_none());
    assert_eq!(user(&ada).await, signed_up);
    let (_, signed_in) = app.sign_in("ada").await;
    assert_eq!(signed_in.expect(200).json()["user"], signed_up);
}

#[tokio::test]
async fn they_stand_before_the_id_in_the_order_of_their_declaration() {
    let app = app().await;
    let (ada, answer) = sign_up(&app, "ada", json!({})).await;
    let text = answer.expect(200).text();
    let tail = r#""displayUsername":null,"phone":"555","age":null,"news":false,"bornAt":null,"plan":"free","id":""#;
    assert!(text.contains(tail), "{text}");
    let session = ada.get("/get-session").await.text();
    assert!(session.contains(r#","theme":"light","id":""#), "{session}");
}

#[tokio::test]
async fn a_required_one_must_be_given() {
    let app = app().await;
    let (_, answer) = sign_up(&app, "ada", json!({ "phone": null })).await;
    let answer = answer.expect_error(400, "MISSING_FIELD");
    assert_eq!(answer.json()["message"], "phone is required");
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn pwd_12_one_that_clients_can_not_set_is_refused_at_every_door() {
    let app = app().await;
    let (_, answer) = sign_up(&app, "eve", json!({ "plan": "pro" })).await;
    answer.expect_error(400, "FIELD_NOT_ALLOWED");
    let ada = member(&app, "ada", json!({})).await;
    let answer = ada.post("/update-user", json!({ "plan": "pro", "name": "Eve" })).await;
    answer.expect_error(400, "FIELD_NOT_ALLOWED");
    assert_eq!(user(&ada).await["plan"], "free");
    assert_eq!(user(&ada).await["name"], "ada");
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_by_name() {
    let app = app().await;
    let ada = member(&app, "ada", json!({})).await;
    for (name, value) in [
        ("age", json!("36")),
        ("news", json!("yes")),
        ("phone", json!("5".repeat(33))),
        ("phone", json!({ "$ne": null })),
        ("bornAt", json!("yesterday")),
        ("note", json!(["a"])),
    ] {
        let body = json!({ name: value });
        for answer in
            [sign_up(&app, "eve", body.clone()).await.1, ada.post("/update-user", body).await]
        {
            let answer = answer.expect_error(400, "VALIDATION_ERROR");
            let message = answer.json()["message"].as_str().unwrap().to_owned();
            assert!(message.starts_with(&format!("[body.{name}] ")), "{message}");
        }
    }
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn an_update_changes_those_it_names_and_null_clears_an_optional_one() {
    let app = app().await;
    let ada = member(&app, "ada", json!({ "age": 36 })).await;
    ada.post("/update-user", json!({ "phone": "777", "news": true })).await.expect(200);
    ada.post("/update-user", json!({ "age": null, "news": null })).await.expect(200);
    let user = user(&ada).await;
    assert_eq!(
        [&user["phone"], &user["age"], &user["news"]],
        [&json!("777"), &Value::Null, &Value::Null]
    );
    let answer = ada.post("/update-user", json!({ "phone": null })).await;
    answer.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn an_unknown_one_is_ignored() {
    let app = app().await;
    let ada = member(&app, "ada", json!({ "colour": "green" })).await;
    let answer = ada.post("/update-user", json!({ "colour": "red" })).await;
    answer.expect_error(400, "NO_FIELDS_TO_UPDATE");
    assert_eq!(app.columns_with("green").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_form_gives_them_as_text() {
    let app = app().await;
    let ada = app.browser();
    let form = "name=Ada&email=ada%40example.com&password=correct+horse+battery+staple\
                &phone=123&age=36&news=true&bornAt=";
    let answer = ada.post_raw("/sign-up/email", "application/x-www-form-urlencoded", form).await;
    let user = &answer.expect(200).json()["user"];
    assert_eq!([&user["phone"], &user["age"]], [&json!("123"), &json!(36)]);
    assert_eq!([&user["news"], &user["bornAt"]], [&json!(true), &Value::Null]);
}

#[derive(Debug, Deserialize, PartialEq)]
struct Profile {
    phone: String,
    age: Option<u8>,
    plan: String,
    note: Option<String>,
}

#[tokio::test]
async fn server_code_reads_them_typed_and_sets_every_one() {
    let app = app().await;
    let ada = member(&app, "ada", json!({ "age": 36 })).await;
    let before = stored(&app, "ada").await;
    assert_eq!(before.additional.get::<u8>("age"), Some(36));
    let additional = AdditionalChanges::new().set("plan", "pro").set("note", "kind");
    let changes = UserChanges { additional, ..UserChanges::default() };
    app.auth().update_user(&before, changes, &RequestFacts::default()).await.unwrap();
    let profile: Profile = stored(&app, "ada").await.additional.deserialize().unwrap();
    let expected = Profile {
        phone: "555".to_owned(),
        age: Some(36),
        plan: "pro".to_owned(),
        note: Some("kind".to_owned()),
    };
    assert_eq!(profile, expected);
    assert_eq!(user(&ada).await["plan"], "pro");
}

#[tokio::test]
async fn server_code_is_told_when_a_value_does_not_fit() {
    let app = app().await;
    member(&app, "ada", json!({})).await;
    let before = stored(&app, "ada").await;
    let additional = AdditionalChanges::new().set("plan", "gold");
    let changes = UserChanges { additional, ..UserChanges::default() };
    let error = app.auth().update_user(&before, changes, &RequestFacts::default()).await;
    assert_eq!(error.unwrap_err().code(), "VALIDATION_ERROR");
    assert_eq!(stored(&app, "ada").await, before);
}

#[tokio::test]
async fn the_look_alike_of_a_taken_address_has_the_same_fields() {
    let options = EmailPasswordOptions::default().require_email_verification(true);
    let app = TestApp::build(|builder| {
        let passwords = EmailPasswordPlugin::with(options);
        declared(builder).plugin(passwords).plugin(EmailVerificationPlugin::new())
    })
    .await;
    let mut shapes = Vec::new();
    for _ in 0..2 {
        let (_, answer) = sign_up(&app, "ada", json!({ "age": 36 })).await;
        let mut body = answer.expect(200).json();
        body["user"]["id"] = Value::Null;
        shapes.push(body);
    }
    assert_eq!(shapes[0], shapes[1]);
    app.mailbox().take_all();
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_of_different_fields_at_once_keep_all_of_them() {
    let app = app().await;
    for round in 0..5 {
        let name = format!("ada{round}");
        let ada = member(&app, &name, json!({})).await;
        let bodies = [
            json!({ "phone": "777" }),
            json!({ "age": 36 }),
            json!({ "news": true }),
            json!({ "bornAt": "1815-12-10T00:00:00Z" }),
            json!({ "note": "kind" }),
            json!({ "name": "Countess" }),
        ];
        for answer in join_all(bodies.map(|body| ada.post("/update-user", body))).await {
            answer.expect(200);
        }
        let user = stored(&app, &name).await;
        let expected = json!({
            "phone": "777", "age": 36, "news": true, "bornAt": "1815-12-10T00:00:00.000Z",
            "note": "kind", "plan": "free",
        });
        assert_eq!(user.additional.deserialize::<Value>().unwrap(), expected);
        assert_eq!(user.name, "Countess");
    }
}

#[tokio::test]
async fn nothing_declared_is_nothing_stored() {
    let app = crate::app().await;
    app.sign_up("ada").await;
    assert_eq!(app.count("users WHERE additional IS NULL").await, 1);
    assert_eq!(app.count("sessions WHERE additional IS NULL").await, 1);
}
