use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use better_auth_http::{HttpOptions, HttpsClient};
use better_auth_password_check::BreachedCheck;

/// A server with the range API on this machine, which remembers what it was asked.
pub(crate) struct Service {
    base: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Service {
    /// Answers everything with this.
    pub(crate) async fn answering(status: u16, body: impl Into<String>) -> Self {
        let (requests, body) = (Arc::<Mutex<Vec<String>>>::default(), body.into());
        let seen = requests.clone();
        let router = Router::new().fallback(move |request: Request| {
            let (seen, body) = (seen.clone(), body.clone());
            async move {
                let (head, content) = request.into_parts();
                let content = axum::body::to_bytes(content, usize::MAX).await.unwrap();
                let text = format!("{head:?} {content:?}");
                seen.lock().unwrap_or_else(PoisonError::into_inner).push(text);
                (StatusCode::from_u16(status).unwrap(), body)
            }
        });
        Self { base: serve(router).await, requests }
    }

    /// Takes requests and never answers.
    pub(crate) async fn silent() -> Self {
        let router = Router::new().fallback(std::future::pending::<()>);
        Self { base: serve(router).await, requests: Arc::default() }
    }

    /// A place where nobody listens.
    pub(crate) async fn down() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        Self { base, requests: Arc::default() }
    }

    pub(crate) fn check(&self) -> BreachedCheck {
        let options = HttpOptions::default().plain_http(true);
        let options = options.allow_network("127.0.0.0/8".parse().unwrap());
        let client = HttpsClient::new(options).unwrap();
        BreachedCheck::new(client).base_url(&self.base).unwrap()
    }

    /// Everything that was said, request by request.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}
