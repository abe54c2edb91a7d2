use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;
use crate::clock::Timestamp;
use crate::config::{RateLimitOptions, check_base_url};
use crate::layer::rate_limit::RateRule;
use crate::random::OsRandom;

const OWN: &str = "http://localhost:3000";
const WWW: &str = "https://www.example.com";

#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_000_000)
    }
}

fn routes() -> axum::Router {
    axum::Router::new()
        .route("/ok", get(async || "fine"))
        .route("/sign-in/email", post(async |body: Bytes| body))
        .route(
            "/read",
            post(async |body: Result<Bytes, axum::extract::rejection::BytesRejection>| {
                body.is_ok().to_string()
            }),
        )
        .route("/reset-password/{token}", get(async || "reset"))
        .route("/cached", get(async || ([(CACHE_CONTROL, "max-age=60")], "kept")))
        .route("/panic", get(async || -> () { panic!("with a secret") }))
        .route("/oauth2/authorize", get(async || "authorized"))
        .route("/who", get(who))
        .route("/callback/{provider}", post(credentials).put(credentials))
}

async fn credentials(headers: HeaderMap) -> String {
    let names = [http::header::COOKIE, http::header::AUTHORIZATION];
    names.iter().filter(|name| headers.contains_key(*name)).count().to_string()
}

async fn who(client: Option<Extension<ClientAddress>>, id: Extension<RequestId>) -> String {
    format!("{:?} {}", client.map(|Extension(client)| client.0), id.as_str())
}

fn app() -> axum::Router {
    app_with(RateLimitOptions::default(), true)
}

fn app_with(options: RateLimitOptions, cors: bool) -> axum::Router {
    let base = check_base_url(OWN, "/auth").unwrap();
    let guard = Guard {
        limiter: Arc::new(Limiter::new(None)),
        clock: Arc::new(Still),
        random: Arc::new(OsRandom),
        rules: Rules {
            origins: TrustedOrigins::new(&base, &[WWW.to_owned()]).unwrap(),
            foreign_forms: vec![ForeignForm::post("/callback/{provider}")],
            own_origin: base.origin(),
            cors,
            proxies: ProxyOptions::default(),
            body_limit: 1024,
            limits: RouteLimits::new(&options, &options.rules),
            open: HashSet::new(),
            impersonable: HashSet::new(),
            warned: AtomicBool::new(false),
        },
    };
    let mounted = axum::Router::new().nest("/auth", install(routes(), guard));
    axum::Router::new().route("/", get(async || "the application's")).merge(mounted)
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn code(&self) -> String {
        let json: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        json["code"].as_str().unwrap().to_owned()
    }
}

async fn send(
    app: &axum::Router,
    request: http::request::Builder,
    body: impl Into<Body>,
) -> Answer {
    let mut request = request.body(body.into()).unwrap();
    if request.extensions().get::<ConnectInfo<SocketAddr>>().is_none() {
        let peer: SocketAddr = "192.0.2.1:4711".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8(body.into()).unwrap(),
    }
}

fn request(method: &str, path: &str) -> http::request::Builder {
    Request::builder().method(method).uri(path)
}

async fn call(method: &str, path: &str) -> Answer {
    send(&app(), request(method, path), Body::empty()).await
}

#[tokio::test]
async fn ses_13_every_answer_forbids_caching_sniffing_and_referrers() {
    for (method, path) in [
        ("GET", "/auth/ok"),
        ("GET", "/auth/none"),
        ("DELETE", "/auth/ok"),
        ("GET", "/auth/panic"),
        ("OPTIONS", "/auth/ok"),
    ] {
        let answer = call(method, path).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert!(answer.header("x-request-id").is_some());
    }
}

#[tokio::test]
async fn a_handler_may_choose_how_its_answer_is_cached() {
    assert_eq!(call("GET", "/auth/cached").await.header("cache-control"), Some("max-age=60"));
}

#[tokio::test]
async fn inp_07_unknown_paths_and_methods_have_a_json_body() {
    let answer = call("GET", "/auth/none").await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "NOT_FOUND"));
    let answer = call("DELETE", "/auth/ok").await;
    assert_eq!((answer.status, answer.code().as_str()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
}

#[tokio::test]
async fn options_and_head_are_answered() {
    let answer = call("OPTIONS", "/auth/sign-in/email").await;
    assert_eq!(
        (answer.status, answer.body.as_str(), answer.header("allow")),
        (204, "", Some("POST"))
    );
    let answer = call("HEAD", "/auth/ok").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(call("OPTIONS", "/auth/none").await.status, 404);
}

#[tokio::test]
async fn rule_27_a_panic_is_answered_and_its_text_stays_inside() {
    let answer = call("GET", "/auth/panic").await;
    assert_eq!((answer.status, answer.code().as_str()), (500, "INTERNAL_SERVER_ERROR"));
    assert!(!answer.body.contains("secret"));
}

#[tokio::test]
async fn the_request_id_of_the_client_is_taken_if_it_is_short_and_plain() {
    let with = |id: &str| request("GET", "/auth/who").header("x-request-id", id.to_owned());
    let answer = send(&app(), with("abc-1.2_3"), "").await;
    assert_eq!(answer.header("x-request-id"), Some("abc-1.2_3"));
    assert!(answer.body.ends_with(" abc-1.2_3"), "the handler has the same id");
    for id in ["", "a b", "a\"b", "a\tb", &"a".repeat(65)] {
        let answer = send(&app(), with(id), "").await;
        let own = answer.header("x-request-id").unwrap();
        assert!(own.len() == 24 && own.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id:?}");
    }
    assert_ne!(
        call("GET", "/auth/ok").await.header("x-request-id"),
        call("GET", "/auth/ok").await.header("x-request-id")
    );
}

#[tokio::test]
async fn handlers_learn_the_clients_address() {
    let answer =
        send(&app(), request("GET", "/auth/who").header("x-forwarded-for", "6.6.6.6"), "").await;
    assert!(answer.body.starts_with("Some(192.0.2.1)"), "{}", answer.body);
}

#[tokio::test]
async fn dos_11_compressed_bodies_are_refused() {
    for encoding in ["gzip", "identity, gzip", "br", ""] {
        let answer =
            send(&app(), request("POST", "/auth/read").header("content-encoding", encoding), "x")
                .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "UNSUPPORTED_MEDIA_TYPE"),
            "{encoding}"
        );
    }
    let answer =
        send(&app(), request("POST", "/auth/read").header("content-encoding", "Identity"), "x")
            .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn dos_02_large_bodies_are_refused_before_they_are_read() {
    let answer = send(&app(), request("POST", "/auth/read"), vec![b'x'; 1025]).await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
    assert_eq!(send(&app(), request("POST", "/auth/read"), vec![b'x'; 1024]).await.body, "true");
}

#[tokio::test]
async fn dos_02_a_body_without_a_length_is_cut_at_the_limit() {
    let chunks =
        futures_util::stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 100])))
            .take(11);
    use futures_util::StreamExt;
    let answer = send(&app(), request("POST", "/auth/read"), Body::from_stream(chunks)).await;
    assert_eq!(answer.body, "false");
}

#[tokio::test]
async fn the_origin_is_checked_on_every_route_also_on_unknown_ones() {
    for path in ["/auth/sign-in/email", "/auth/ok", "/auth/none"] {
        let answer =
            send(&app(), request("POST", path).header("origin", "https://evil.com"), "").await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "INVALID_ORIGIN"), "{path}");
    }
}

#[tokio::test]
async fn rat_01_the_fourth_sign_in_is_told_when_to_come_back() {
    let app = app();
    for _ in 0..3 {
        assert_eq!(send(&app, request("POST", "/auth/sign-in/email"), "").await.status, 200);
    }
    let answer = send(&app, request("POST", "/auth/sign-in/email"), "").await;
    assert_eq!((answer.status, answer.code().as_str()), (429, "TOO_MANY_REQUESTS"));
    assert_eq!(
        (answer.header("retry-after"), answer.header("x-retry-after")),
        (Some("10"), Some("10"))
    );
}

#[tokio::test]
async fn rat_02_other_spellings_of_a_path_are_never_evaluated() {
    let app = app();
    let spellings = [
        "/auth//sign-in/email",
        "/auth/sign-in/email/",
        "/auth/./sign-in/email",
        "/auth/sign-in/%65mail",
        "/auth/SIGN-IN/email",
        "/auth/sign-in/email;x",
        "/auth/sign-in%2Femail",
        "/auth/sign-in/email%00",
        "//auth/sign-in/email",
        "/auth/x/../sign-in/email",
        "/auth/sign-in//email",
    ];
    for path in spellings {
        assert_eq!(send(&app, request("POST", path), "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn unknown_paths_are_limited_together() {
    let limit = crate::layer::rate_limit::RateLimit::new(5, Duration::from_secs(10));
    let app = app_with(RateLimitOptions { default: limit, ..RateLimitOptions::default() }, true);
    for number in 0..5 {
        assert_eq!(
            send(&app, request("GET", &format!("/auth/none/{number}")), "").await.status,
            404
        );
    }
    assert_eq!(send(&app, request("GET", "/auth/another"), "").await.status, 429);
    assert_eq!(send(&app, request("GET", "/auth/ok"), "").await.status, 200);
}

#[tokio::test]
async fn the_parameters_of_a_path_give_no_budget_of_their_own() {
    let limit = crate::layer::rate_limit::RateLimit::new(5, Duration::from_secs(10));
    let app = app_with(RateLimitOptions { default: limit, ..RateLimitOptions::default() }, true);
    for token in 0..5 {
        assert_eq!(
            send(&app, request("GET", &format!("/auth/reset-password/{token}")), "").await.status,
            200
        );
    }
    assert_eq!(send(&app, request("GET", "/auth/reset-password/6"), "").await.status, 429);
}

#[tokio::test]
async fn rat_05_one_address_does_not_exhaust_another() {
    let app = app();
    let from = |ip: &str| {
        let ip: IpAddr = ip.parse().unwrap();
        request("POST", "/auth/sign-in/email").extension(ConnectInfo(SocketAddr::new(ip, 1)))
    };
    for _ in 0..4 {
        send(&app, from("127.0.0.21"), "").await;
    }
    assert_eq!(send(&app, from("127.0.0.21"), "").await.status, 429);
    assert_eq!(send(&app, from("::ffff:127.0.0.21"), "").await.status, 429);
    assert_eq!(send(&app, from("127.0.0.22"), "").await.status, 200);
}

#[tokio::test]
async fn limits_hold_when_the_router_is_nested_once_more() {
    let mounts = [
        ("/api", axum::Router::new().nest("/api", app())),
        ("/api", axum::Router::new().nest_service("/api", app())),
        ("/a/auth/b", axum::Router::new().nest("/{tenant}/auth/b", app())),
    ];
    for (mount, app) in mounts {
        let path = format!("{mount}/auth/sign-in/email");
        for _ in 0..3 {
            assert_eq!(send(&app, request("POST", &path), "").await.status, 200);
        }
        assert_eq!(send(&app, request("POST", &path), "").await.status, 429, "{mount}");
    }
}

#[tokio::test]
async fn the_limit_of_a_route_whose_name_has_the_base_path_holds_when_nested_once_more() {
    let minute = Duration::from_secs(60);
    let rules = vec![RateRule::new("/oauth2/authorize", 1, minute)];
    let options = RateLimitOptions { rules, ..RateLimitOptions::default() };
    let app = axum::Router::new().nest("/api", app_with(options, true));
    let authorize = || request("GET", "/api/auth/oauth2/authorize");
    assert_eq!(send(&app, authorize(), "").await.status, 200);
    assert_eq!(send(&app, authorize(), "").await.status, 429);
}

#[tokio::test]
async fn a_preflight_of_a_trusted_origin_is_granted() {
    let preflight = request("OPTIONS", "/auth/sign-in/email")
        .header("origin", WWW)
        .header("access-control-request-method", "POST");
    let answer = send(&app(), preflight, "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some(WWW));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(answer.header("vary"), Some("Origin"));
    assert!(answer.header("access-control-allow-methods").unwrap().contains("POST"));
    assert!(answer.header("access-control-allow-headers").unwrap().contains("content-type"));
}

#[tokio::test]
async fn trusted_origins_may_read_failures_as_well() {
    let answer = send(&app(), request("GET", "/auth/none").header("origin", WWW), "").await;
    assert_eq!(answer.header("access-control-allow-origin"), Some(WWW));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("x-retry-after"));
}

fn cors_headers(answer: &Answer) -> Vec<&str> {
    let names = answer.headers.keys().map(http::HeaderName::as_str);
    names.filter(|name| name.starts_with("access-control-") || *name == "vary").collect()
}

#[tokio::test]
async fn ori_06_foreign_and_own_origins_get_no_cors_headers() {
    for origin in ["https://evil.com", "null", OWN, "https://www.example.com.evil.com", ""] {
        for method in ["OPTIONS", "GET"] {
            let request = request(method, "/auth/ok")
                .header("origin", origin)
                .header("access-control-request-method", "POST");
            let answer = send(&app(), request, "").await;
            assert!(cors_headers(&answer).is_empty(), "{method} {origin}");
        }
    }
}

#[tokio::test]
async fn cors_can_be_left_to_the_application() {
    let app = app_with(RateLimitOptions::default(), false);
    let answer = send(&app, request("GET", "/auth/ok").header("origin", WWW), "").await;
    assert!(cors_headers(&answer).is_empty());
}

#[tokio::test]
async fn without_an_address_there_is_still_a_limit() {
    let app = app();
    let call = || async {
        let request = request("POST", "/auth/sign-in/email").body(Body::empty()).unwrap();
        app.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    for _ in 0..3 {
        assert_eq!(call().await, 200);
    }
    assert_eq!(call().await, 429);
}

const FORM: &str = "application/x-www-form-urlencoded";

fn foreign_post(path: &str, content_type: &str) -> http::request::Builder {
    request("POST", path)
        .header("origin", "https://id.example.com")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("content-type", content_type)
        .header("cookie", "better-auth.session-token=x")
        .header("authorization", "Bearer x")
}

#[tokio::test]
async fn a_form_of_another_site_reaches_a_route_that_says_so_without_its_credentials() {
    let answer = send(&app(), foreign_post("/auth/callback/apple", FORM), Body::empty()).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "0"));
    let own = request("PUT", "/auth/callback/apple").header("origin", OWN).header("cookie", "a=b");
    let answer = send(&app(), own, Body::empty()).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "1"));
}

#[tokio::test]
async fn a_form_of_another_site_reaches_no_other_route_method_or_content_type() {
    for (method, path, content_type) in [
        ("POST", "/auth/sign-in/email", FORM),
        ("POST", "/auth/callback/apple/x", FORM),
        ("POST", "/auth/callback", FORM),
        ("PUT", "/auth/callback/apple", FORM),
        ("POST", "/auth/callback/apple", "text/plain"),
        ("POST", "/auth/callback/apple", "application/json"),
    ] {
        let request = foreign_post(path, content_type).method(method);
        let answer = send(&app(), request, Body::empty()).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "INVALID_ORIGIN"), "{path}");
    }
}
