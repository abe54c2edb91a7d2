use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Limited};
use serde::{Deserialize, Serialize};
use tower::ServiceExt;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::*;
use crate::layer::client::ClientAddress;

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Entry {
    email: String,
    password: String,
    remember_me: Option<bool>,
    expires_in: Option<u32>,
    kind: Option<Kind>,
    inner: Option<Vec<Inner>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
struct Inner {
    token: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Plain,
    Fancy,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Optional {
    token: Option<String>,
}

fn app() -> Router {
    async fn path(Path(id): Path<u32>) -> String {
        id.to_string()
    }
    Router::new()
        .route("/json", post(|Json(entry): Json<Entry>| async { Json(entry) }))
        .route("/form", post(|JsonOrForm(entry): JsonOrForm<Entry>| async { Json(entry) }))
        .route("/optional", post(|OptionalJson(body): OptionalJson<Optional>| async { Json(body) }))
        .route("/query", get(|Query(entry): Query<Entry>| async { Json(entry) }))
        .route("/path/{id}", get(path))
        .route(
            "/facts",
            get(|facts: RequestFacts| async move {
                format!("{:?} {:?}", facts.ip_address_text(), facts.user_agent())
            }),
        )
}

struct Answer {
    status: StatusCode,
    text: String,
}

impl Answer {
    fn code(&self) -> String {
        self.field("code")
    }

    fn message(&self) -> String {
        self.field("message")
    }

    fn field(&self, name: &str) -> String {
        let json: serde_json::Value = serde_json::from_str(&self.text).unwrap();
        json[name].as_str().unwrap_or_default().to_owned()
    }
}

async fn send(request: Request<Body>) -> Answer {
    let response = app().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    Answer { status, text: String::from_utf8(bytes.to_vec()).unwrap() }
}

async fn post_as(path: &str, content_type: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(path).header("content-type", content_type);
    send(request.body(body.into()).unwrap()).await
}

async fn post_json(body: impl Into<Body>) -> Answer {
    post_as("/json", "application/json", body).await
}

async fn get_from(path: &str) -> Answer {
    send(Request::get(path).body(Body::empty()).unwrap()).await
}

const GOOD: &str = r#"{"email":"a@b.de","password":"secret","unknown":{"a":[1]}}"#;

#[tokio::test]
async fn a_good_body_is_parsed_and_unknown_fields_are_ignored() {
    for content_type in
        ["application/json", "Application/JSON; charset=utf-8", "application/ld+json"]
    {
        let answer = post_as("/json", content_type, GOOD).await;
        assert_eq!(answer.status, 200, "{content_type}");
        assert_eq!(answer.field("email"), "a@b.de");
    }
}

#[tokio::test]
async fn another_content_type_is_refused() {
    let types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "text/plain; application/json",
        "application/json, text/plain",
        "application/jsonp",
        "+json",
        "application/+json",
    ];
    for content_type in types {
        let answer = post_as("/json", content_type, GOOD).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (415, "UNSUPPORTED_MEDIA_TYPE"),
            "{content_type}"
        );
    }
    let none = send(Request::post("/json").body(GOOD.into()).unwrap()).await;
    assert_eq!(none.status, 415);
}

#[tokio::test]
async fn two_content_types_are_refused() {
    let request = Request::post("/json")
        .header("content-type", "application/json")
        .header("content-type", "text/plain");
    assert_eq!(send(request.body(GOOD.into()).unwrap()).await.status, 415);
}

#[tokio::test]
async fn a_compressed_body_is_refused() {
    let request = Request::post("/json")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    assert_eq!(send(request.body(GOOD.into()).unwrap()).await.status, 415);
}

#[tokio::test]
async fn inp_01_what_is_not_json_is_a_bad_request() {
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
    let objects = format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    let brackets = "[".repeat(100_000);
    let bodies: [&[u8]; 20] = [
        b"",
        b" ",
        b"{",
        b"{\"email\":\"a@b.de\",\"pass",
        b"{\"email\":\"\xff\xfe\"}",
        b"\xff",
        b"\xef\xbb\xbf{}",
        br#"{"x":"\ud800"}"#,
        br#"{"\ud800":1}"#,
        br#"{"x":1e999}"#,
        br#"{"email":"a","email":"b"}"#,
        br#"{"x":{"y":1,"y":2}}"#,
        br#"{"x":NaN}"#,
        b"{/* hi */}",
        b"{} // hi",
        b"{}{}",
        b"<user><email>a@b.de</email></user>",
        deep.as_bytes(),
        objects.as_bytes(),
        brackets.as_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let answer = post_json(body.to_vec()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "BAD_REQUEST"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn inp_01_json_of_another_shape_is_a_validation_error() {
    for body in
        ["null", "[]", "[\"a@b.de\",\"secret\"]", "\"x\"", "5", "true", "{}", "{\"__proto__\":{}}"]
    {
        let answer = post_json(body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "VALIDATION_ERROR"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn pwd_17_a_value_of_another_type_is_refused() {
    for value in ["{}", "[]", "5", "null", "true", "{\"$ne\":\"\"}"] {
        let answer = post_json(format!("{{\"email\":{value},\"password\":\"x\"}}")).await;
        assert_eq!(answer.message(), "[body.email] Invalid input: expected string", "{value}");
        assert_eq!(answer.code(), "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn a_missing_field_is_named() {
    let answer = post_json(r#"{"email":"a@b.de"}"#).await;
    assert_eq!(answer.message(), "[body.password] Required");
    let nested = post_json(r#"{"email":"a","password":"b","inner":[{"token":"x"},{}]}"#).await;
    assert_eq!(nested.message(), "[body.inner.1.token] Required");
}

#[tokio::test]
async fn inp_11_numbers_out_of_range_are_refused() {
    for value in ["-1", "9007199254740992", "9223372036854775808", "1e308", "0.5", "\"1\"", "[]"] {
        let answer =
            post_json(format!(r#"{{"email":"a","password":"b","expiresIn":{value}}}"#)).await;
        let expected = "[body.expiresIn] Invalid input: expected non-negative integer";
        assert_eq!(answer.message(), expected, "{value}");
    }
}

#[tokio::test]
async fn the_value_of_the_client_is_never_echoed() {
    let bodies = [
        r#"{"email":"a","password":{"hunter2":1}}"#,
        r#"{"email":"a","password":"b","rememberMe":"hunter2"}"#,
        r#"{"email":"a","password":"b","rememberMe":"x, expected hunter2"}"#,
        r#"{"email":"a","password":"b","kind":"hunter2"}"#,
        r#"{"email":"a","password":"b","kind":"x`, expected hunter2"}"#,
        r#"{"email":"a","password":"b","inner":"hunter2"}"#,
        r#"{"email":"a","password":"hunter2""#,
        r#"["hunter2"]"#,
    ];
    for body in bodies {
        let answer = post_json(body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(!answer.text.contains("hunter2"), "{body} -> {}", answer.text);
    }
    let kind = post_json(r#"{"email":"a","password":"b","kind":"c"}"#).await;
    assert_eq!(kind.message(), "[body.kind] Invalid input: expected `plain` or `fancy`");
}

#[tokio::test]
async fn inp_03_text_survives_the_round_trip() {
    for text in ["😀 e\u{301}", "a\u{0}b", "\u{202e}abc", &"x".repeat(5000)] {
        let body = serde_json::json!({"email": text, "password": ""}).to_string();
        assert_eq!(post_json(body).await.field("email"), *text);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let whole = post_json("x".repeat(3 << 20)).await;
    assert_eq!((whole.status.as_u16(), whole.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
    let limited = Body::new(Limited::new(Body::from("x".repeat(2000)), 1000));
    let answer = post_as("/json", "application/json", limited).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_bad_request() {
    let chunks = futures_util::stream::iter([Ok("{"), Err(std::io::Error::other("gone"))]);
    let answer = post_as("/json", "application/json", Body::from_stream(chunks)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "BAD_REQUEST"));
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_form_is_taken_where_forms_are_taken() {
    let body = "email=a%40b.de&password=p+w%26&rememberMe=false&expiresIn=5";
    let answer = post_as("/form", FORM, body).await;
    let json: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(json["email"], "a@b.de");
    assert_eq!(json["password"], "p w&");
    assert_eq!(json["rememberMe"], false);
    assert_eq!(json["expiresIn"], 5);
    assert_eq!(post_as("/form", "application/json", GOOD).await.status, 200);
    assert_eq!(post_as("/form", "text/plain", body).await.status, 415);
}

#[tokio::test]
async fn a_bad_form_is_a_validation_error_without_the_value() {
    let cases = [
        ("email=a", "[body.password] Required"),
        (
            "email=a&password=b&rememberMe=hunter2",
            "[body.rememberMe] Invalid input: expected boolean",
        ),
        (
            "email=a&password=b&expiresIn=hunter2",
            "[body.expiresIn] Invalid input: expected integer",
        ),
        ("email=a&password=b&expiresIn=-1", "[body.expiresIn] Invalid input: expected integer"),
        (
            "email=a&password=b&kind=hunter2",
            "[body.kind] Invalid input: expected `plain` or `fancy`",
        ),
        ("email=a&email=hunter2&password=b", "[body.email] Duplicate parameter"),
        ("email=a&password=%ff", "[body.password] Invalid input: expected UTF-8"),
    ];
    for (body, message) in cases {
        let answer = post_as("/form", FORM, body).await;
        assert_eq!((answer.message().as_str(), answer.status.as_u16()), (message, 400), "{body}");
    }
}

#[tokio::test]
async fn a_body_that_may_be_left_out_has_a_default() {
    let none = send(Request::post("/optional").body(Body::empty()).unwrap()).await;
    assert_eq!((none.status.as_u16(), none.text.as_str()), (200, r#"{"token":null}"#));
    assert_eq!(post_as("/optional", "application/json", "").await.status, 200);
    assert_eq!(
        post_as("/optional", "application/json", r#"{"token":"t"}"#).await.field("token"),
        "t"
    );
    assert_eq!(post_as("/optional", "application/json", "null").await.status, 400);
    assert_eq!(post_as("/optional", "text/plain", "{}").await.status, 415);
}

#[tokio::test]
async fn the_query_is_parsed() {
    let answer = get_from("/query?email=a%40b.de&password=x&rememberMe=true&other=1").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.field("email"), "a@b.de");
}

#[tokio::test]
async fn ori_11_duplicate_and_broken_query_parameters_are_refused() {
    let cases = [
        ("email=a&password=b&email=c", "[query.email] Duplicate parameter"),
        ("email=a&password=b&x=1&x=2", "[query.x] Duplicate parameter"),
        ("email=a", "[query.password] Required"),
        ("", "[query.email] Required"),
        ("email=%ff&password=b", "[query.email] Invalid input: expected UTF-8"),
    ];
    for (query, message) in cases {
        let answer = get_from(&format!("/query?{query}")).await;
        assert_eq!(
            (answer.message().as_str(), answer.code().as_str()),
            (message, "VALIDATION_ERROR")
        );
    }
}

#[tokio::test]
async fn a_bad_path_parameter_is_answered_in_json() {
    assert_eq!(get_from("/path/7").await.text, "7");
    for bad in ["/path/x", "/path/%ff", "/path/-1"] {
        let answer = get_from(bad).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "VALIDATION_ERROR"),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn ses_16_the_user_agent_is_cut_and_the_address_is_the_guards() {
    let agent = format!("<b>é{}", "ü".repeat(6000));
    let mut request = Request::get("/facts")
        .header("user-agent", agent.as_bytes())
        .header("x-forwarded-for", "6.6.6.6")
        .body(Body::empty())
        .unwrap();
    request.extensions_mut().insert(ClientAddress("192.0.2.1".parse().unwrap()));
    let answer = send(request).await;
    assert!(answer.text.starts_with(r#"Some("192.0.2.1") Some("<b>éü"#), "{}", answer.text);
    assert!(answer.text.len() < MAX_USER_AGENT + 60);
}

#[test]
fn facts_drop_control_characters_and_empty_agents() {
    let facts = RequestFacts::new(None, Some("a\r\n\u{1b}[31mb\u{85}"));
    assert_eq!(facts.user_agent(), Some("a[31mb"));
    assert_eq!(RequestFacts::new(None, Some("\t")).user_agent(), None);
    let long = RequestFacts::new(None, Some(&"ü".repeat(MAX_USER_AGENT)));
    assert_eq!(long.user_agent().unwrap().len(), MAX_USER_AGENT);
}

#[test]
fn an_answer_that_can_not_be_written_is_an_internal_error() {
    let unwritable = std::collections::HashMap::from([((1, 2), 3)]);
    let response: Response = Json(unwritable).into_response();
    assert_eq!(response.status(), 500);
}

/// Signs in.
#[utoipa::path(post, path = "/sign-in", request_body = Entry, responses((status = 200, body = Entry)))]
async fn explicit(facts: RequestFacts, body: Json<Entry>) -> Json<Entry> {
    let _ = facts;
    body
}

#[utoipa::path(post, path = "/pattern", responses((status = 200)))]
async fn pattern(Json(body): Json<Entry>) -> Json<Entry> {
    Json(body)
}

#[utoipa::path(post, path = "/both", request_body = Entry, responses((status = 200)))]
async fn both(body: JsonOrForm<Entry>) -> Json<Entry> {
    Json(body.0)
}

#[utoipa::path(post, path = "/optional", request_body = Option<Entry>, responses((status = 200)))]
async fn optional(body: OptionalJson<Entry>) -> Json<Entry> {
    Json(body.0)
}

#[utoipa::path(get, path = "/one/{id}", params(("id" = String, Path)), responses((status = 200)))]
async fn one(id: Path<String>) -> String {
    id.0
}

#[test]
fn the_extractors_fit_into_documented_handlers() {
    let router = OpenApiRouter::<()>::new()
        .routes(routes!(explicit))
        .routes(routes!(pattern))
        .routes(routes!(both))
        .routes(routes!(optional))
        .routes(routes!(one));
    let document = serde_json::to_value(router.get_openapi()).unwrap();
    for path in ["/sign-in", "/pattern", "/both"] {
        let body = &document["paths"][path]["post"]["requestBody"];
        let reference = &body["content"]["application/json"]["schema"]["$ref"];
        assert_eq!(reference, "#/components/schemas/Entry", "{path}: {body}");
        assert_eq!(body["required"], true, "{path}");
    }
    assert_eq!(document["paths"]["/one/{id}"]["get"]["parameters"][0]["name"], "id");
}
