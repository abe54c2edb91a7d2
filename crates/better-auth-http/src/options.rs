use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

/// Settings of an [`HttpsClient`](crate::HttpsClient).
///
/// ```
/// use better_auth_http::HttpOptions;
/// use std::time::Duration;
///
/// // An identity provider in the own network, and nothing else there.
/// let options = HttpOptions::default()
///     .timeout(Duration::from_secs(5))
///     .allow_network("10.1.2.3/32".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct HttpOptions {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_response: usize,
    pub(crate) requests: usize,
    pub(crate) plain_http: bool,
    pub(crate) networks: Vec<IpNet>,
    pub(crate) user_agent: String,
    pub(crate) extra_roots: Vec<Vec<u8>>,
    pub(crate) names: HashMap<String, Vec<IpAddr>>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            max_response: 1024 * 1024,
            requests: 64,
            plain_http: false,
            networks: Vec::new(),
            user_agent: concat!("better-auth-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            extra_roots: Vec::new(),
            names: HashMap::new(),
        }
    }
}

impl HttpOptions {
    /// How long a request may take, from waiting for its turn to the last byte of the answer.
    /// Default 10 seconds: somebody waits at a form.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How much of that may pass until the name is resolved and the connection open, without TLS;
    /// it is shared among the addresses of the server. Default 5 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Largest body of an answer, in bytes. Default 1 MiB, more than any key set or profile has.
    #[must_use]
    pub fn max_response(mut self, bytes: usize) -> Self {
        self.max_response = bytes;
        self
    }

    /// How many requests are under way at a time; the others wait for their turn. At least 1.
    /// Default 64, so that a slow server does not take every file handle.
    #[must_use]
    pub fn requests(mut self, count: usize) -> Self {
        self.requests = count.clamp(1, 10_000);
        self
    }

    /// Whether `http://` is allowed. Default false: whoever is on the way reads and changes what
    /// is said.
    #[must_use]
    pub fn plain_http(mut self, allowed: bool) -> Self {
        self.plain_http = allowed;
        self
    }

    /// Allows a network that is not public: `10.1.2.3/32`, `fd12::/16`, `127.0.0.0/8`. May be
    /// called several times. Default none. Whoever can choose a URL then reaches every server in
    /// it, on every port, so name as little as you need.
    #[must_use]
    pub fn allow_network(mut self, network: IpNet) -> Self {
        self.networks.push(network);
        self
    }

    /// What requests say that they come from. Default `better-auth-rust/` and the version. A
    /// request with a `User-Agent` of its own keeps it.
    #[must_use]
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Trusts the certificates in this PEM text as well as the public authorities: for a server
    /// with a certificate of a private authority.
    #[must_use]
    pub fn extra_root_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.extra_roots.push(pem.into());
        self
    }

    /// The addresses of a server, instead of asking the system: for tests, and for names that
    /// mean something else inside. They must be public or [allowed](Self::allow_network) like any
    /// other.
    #[must_use]
    pub fn resolve(mut self, name: &str, addresses: impl Into<Vec<IpAddr>>) -> Self {
        self.names.insert(name.to_ascii_lowercase(), addresses.into());
        self
    }
}
