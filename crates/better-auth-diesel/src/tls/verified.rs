use crate::connect_error::ConnectError;
use crate::database_url::Tls;

/// How to connect.
#[derive(Debug)]
pub(crate) enum Connect {
    /// Without TLS.
    Plain,
    /// With TLS; the certificate must be for the host and of a known authority.
    Verified(Box<Verified>),
}

/// Whose certificates count.
#[derive(Debug)]
pub(crate) struct Verified {
    #[cfg(feature = "mysql")]
    root_certificates: Option<std::path::PathBuf>,
    #[cfg(feature = "postgres")]
    config: rustls::ClientConfig,
}

impl Connect {
    pub(crate) fn new(tls: &Tls) -> Result<Self, ConnectError> {
        match tls {
            Tls::Off => Ok(Self::Plain),
            Tls::Required { root_certificates } => Ok(Self::Verified(Box::new(Verified {
                #[cfg(feature = "mysql")]
                root_certificates: root_certificates.clone(),
                #[cfg(feature = "postgres")]
                config: client_config(root_certificates.as_deref())?,
            }))),
        }
    }

    #[cfg(feature = "mysql")]
    pub(crate) fn into_mysql(self, opts: mysql_async::OptsBuilder) -> mysql_async::OptsBuilder {
        let Self::Verified(verified) = self else {
            return opts.ssl_opts(None);
        };
        let mut tls = mysql_async::SslOpts::default();
        if let Some(path) = verified.root_certificates {
            tls = tls.with_root_certs(vec![path.into()]).with_disable_built_in_roots(true);
        }
        opts.ssl_opts(tls)
    }
}

#[cfg(feature = "postgres")]
impl Verified {
    pub(crate) fn client_config(&self) -> rustls::ClientConfig {
        self.config.clone()
    }
}

#[cfg(feature = "postgres")]
fn client_config(file: Option<&std::path::Path>) -> Result<rustls::ClientConfig, ConnectError> {
    let invalid = |problem: String| ConnectError::InvalidUrl { problem };
    let mut roots = rustls::RootCertStore::empty();
    match file {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            use rustls::pki_types::{CertificateDer, pem::PemObject};
            let unreadable = |error| invalid(format!("sslrootcert {}: {error}", file.display()));
            for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
                let certificate = certificate.map_err(unreadable)?;
                roots
                    .add(certificate)
                    .map_err(|error| invalid(format!("sslrootcert {}: {error}", file.display())))?;
            }
        }
    }
    let provider = rustls::crypto::ring::default_provider();
    let builder = rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|error| invalid(error.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
