//! The identity provider of the flows: a certified one, on loopback.

use std::ffi::OsString;
use std::time::Duration;

use crate::conformance::node;
use crate::conformance::server::is_up;
use crate::failure::Result;
use crate::project::Project;
use crate::supervisor::{self, Background, Job};

const CLIENT_ID: &str = "full-server";

/// With characters that mean something in a form and in HTTP Basic, where it must be encoded.
const CLIENT_SECRET: &str = "only for tests: 100% +/=&, 32 characters";

/// A provider that stops when it is dropped.
#[derive(Debug)]
pub(crate) struct IdentityProvider {
    background: Background,
    issuer: String,
    other: String,
}

impl IdentityProvider {
    /// For the server that will be at this origin.
    pub(crate) fn start(project: &Project, origin: &str) -> Result<Self> {
        let (port, other) = (supervisor::free_port()?, supervisor::free_port()?);
        let issuer = |port| format!("http://127.0.0.1:{port}");
        let mut environment = variables(&issuer(port));
        environment.push(("OTHER_ISSUER", issuer(other).into()));
        environment.push(("REDIRECT_URI", format!("{origin}/auth/callback/oidc").into()));
        let mut background = Background::start(Job {
            name: "the identity provider",
            words: node::words(project, "identity-provider/main.js"),
            environment,
            signal: "TERM",
            folder: supervisor::folder("provider")?,
        })?;
        let discovery = "/.well-known/openid-configuration";
        background.wait_until(Duration::from_secs(60), || {
            is_up(port, discovery) && is_up(other, discovery)
        })?;
        Ok(Self { background, issuer: issuer(port), other: issuer(other) })
    }

    /// What the server under test asks for.
    pub(crate) fn client(&self) -> Vec<(&'static str, OsString)> {
        variables(&self.issuer)
    }

    /// What the flows ask for.
    pub(crate) fn issuers(&self) -> [(&'static str, OsString); 2] {
        [("OIDC_ISSUER", self.issuer.clone().into()), ("OTHER_ISSUER", self.other.clone().into())]
    }

    pub(crate) fn log_tail(&self) -> String {
        format!("\nThe end of the provider's log:\n{}", self.background.log_tail())
    }
}

fn variables(issuer: &str) -> Vec<(&'static str, OsString)> {
    vec![
        ("OIDC_ISSUER", issuer.into()),
        ("OIDC_CLIENT_ID", CLIENT_ID.into()),
        ("OIDC_CLIENT_SECRET", CLIENT_SECRET.into()),
    ]
}
