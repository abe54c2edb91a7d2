use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::config::RawSettings;
use crate::secret::SecretString;

fn app() -> Router {
    let raw = RawSettings {
        app_name: "Tom & <b>Jerry</b>".to_owned(),
        secrets: vec![SecretString::from("0123456789abcdefghijklmnopqrstuvwxyz")],
        ..RawSettings::default()
    };
    let settings = raw.check().unwrap().0;
    assemble(OpenApiRouter::new(), &settings).0
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

async fn get_from(path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = app().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, text }
}

#[tokio::test]
async fn ok_answers_both_spellings() {
    let answer = get_from("/ok").await;
    assert_eq!(answer.text, r#"{"status":true,"ok":true}"#);
    assert_eq!(answer.header("content-type"), "application/json");
}

#[tokio::test]
async fn the_document_is_served_under_both_paths() {
    let one = get_from("/reference/openapi.json").await;
    let other = get_from("/open-api/generate-schema").await;
    assert_eq!(one.text, other.text);
    assert_eq!(one.header("content-type"), "application/json");
    let document = one.json();
    assert_eq!(document["info"]["title"], "Tom & <b>Jerry</b>");
    for path in
        ["/ok", "/error", "/reference", "/reference/openapi.json", "/open-api/generate-schema"]
    {
        assert!(document["paths"][path]["get"].is_object(), "{path}");
    }
}

#[test]
fn the_routes_of_core_are_taken() {
    let taken = taken();
    for path in ["/ok", "/error", "/reference", "/reference/app.js", "/reference/style.css"] {
        assert!(taken.contains(&("GET".to_owned(), path.to_owned())), "{path}");
    }
}

#[test]
fn a_plugins_routes_are_in_the_document() {
    #[utoipa::path(get, path = "/invoices", responses((status = 200)))]
    async fn invoices() {}
    let raw = RawSettings {
        secrets: vec![SecretString::from("0123456789abcdefghijklmnopqrstuvwxyz")],
        ..RawSettings::default()
    };
    let settings = raw.check().unwrap().0;
    let (_, document) = assemble(OpenApiRouter::new().routes(routes!(invoices)), &settings);
    assert!(document.paths.paths.contains_key("/invoices"));
    assert!(document.paths.paths.contains_key("/ok"));
}

#[tokio::test]
async fn the_page_loads_only_its_own_files() {
    let page = get_from("/reference").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    for (file, kind) in [("app.js", "text/javascript"), ("style.css", "text/css")] {
        assert!(page.text.contains(&format!("\"reference/{file}\"")), "{file}");
        let asset = get_from(&format!("/reference/{file}")).await;
        assert_eq!(asset.status, 200);
        assert!(asset.header("content-type").starts_with(kind));
        for outside in ["http://", "https://", "@import", "url(", "innerHTML", "eval("] {
            assert!(!asset.text.contains(outside), "{file} has {outside}");
        }
    }
    for inline in ["<style", "style=", "onclick", "http://", "https://"] {
        assert!(!page.text.contains(inline), "{inline}");
    }
}

#[tokio::test]
async fn the_error_page_shows_the_code() {
    let answer = get_from("/error?error=state_mismatch&error_description=call+me").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.text.contains("<code>state_mismatch</code>"));
    assert!(!answer.text.contains("call me"));
}

#[tokio::test]
async fn oau_19_the_error_page_shows_nothing_else_of_the_query() {
    let long = "A".repeat(5000);
    let queries = [
        "error=%3Cscript%3Ealert(1)%3C/script%3E",
        "error=a%0d%0aSet-Cookie:%20b=c",
        "error=Please+call+0800+123",
        "error=%ff%fe",
        "error=%7B%7Bapp%7D%7D",
        "error=",
        "error[]=x",
        "error&error=x y",
        "%",
        "",
        &format!("error={long}"),
    ];
    for query in queries {
        let answer = get_from(&format!("/error?{}", query.replace(' ', "+"))).await;
        assert_eq!(answer.status, 200, "{query}");
        assert!(answer.text.contains("<code>UNKNOWN</code>"), "{query}");
        assert!(!answer.headers.contains_key("set-cookie"));
        assert!(!answer.text.contains("<script"));
    }
}

#[tokio::test]
async fn the_error_page_escapes_the_name_of_the_application() {
    let answer = get_from("/error").await;
    assert!(answer.text.contains("Tom &#38; &#60;b&#62;Jerry&#60;/b&#62;"));
    assert!(!answer.text.contains("{{"));
}

#[tokio::test]
async fn the_policy_of_the_error_page_names_its_style_sheet() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let answer = get_from("/error").await;
    let style = answer.text.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains(&format!("style-src 'sha256-{hash}'")), "{policy}");
    assert!(policy.starts_with("default-src 'none';"));
}

#[tokio::test]
async fn inp_04_junk_in_queries_is_harmless() {
    for path in ["/ok", "/error", "/reference", "/reference/openapi.json"] {
        for junk in ["%00", "'%20OR%201=1--", "..%2f..%2fetc%2fpasswd", "%F0%9F%98%80", "{{7*7}}"] {
            let path = format!("{path}?x={}", junk.replace('{', "%7B").replace('}', "%7D"));
            assert_eq!(get_from(&path).await.status, 200, "{path}");
        }
    }
}

#[test]
fn the_document_of_core_is_open_to_everybody() {
    let document = serde_json::to_value(described()).unwrap();
    for item in document["paths"].as_object().unwrap().values() {
        assert_eq!(item["get"].get("security"), None::<&Value>);
    }
    assert_eq!(document["paths"]["/ok"]["get"]["tags"], json!(["Core"]));
}

#[tokio::test]
async fn a_body_limit_beyond_that_of_axum_counts() {
    async fn size(body: Bytes) -> String {
        body.len().to_string()
    }
    let router = || Router::new().route("/", axum::routing::post(size));
    let body = || Body::from(vec![b'x'; 3 << 20]);
    let wide = allow_bodies(router(), 4 << 20);
    let wide = wide.oneshot(Request::post("/").body(body()).unwrap()).await.unwrap();
    assert_eq!(wide.status(), 200);
    let usual = allow_bodies(router(), 64 * 1024);
    let usual = usual.oneshot(Request::post("/").body(body()).unwrap()).await.unwrap();
    assert_eq!(usual.status(), 413);
}
