//! TLS to PostgreSQL and MySQL.

#[cfg(feature = "tls")]
pub(crate) use verified::Connect;

#[cfg(not(feature = "tls"))]
pub(crate) use plain::Connect;

#[cfg(feature = "tls")]
mod verified;

#[cfg(not(feature = "tls"))]
mod plain {
    use crate::connect_error::ConnectError;
    use crate::database_url::Tls;

    /// How to connect: without TLS.
    #[derive(Debug)]
    pub(crate) enum Connect {
        Plain,
    }

    impl Connect {
        pub(crate) fn new(tls: &Tls) -> Result<Self, ConnectError> {
            match tls {
                Tls::Off => Ok(Self::Plain),
                Tls::Required { .. } => Err(ConnectError::MissingTls),
            }
        }

        #[cfg(feature = "mysql")]
        pub(crate) fn into_mysql(self, opts: mysql_async::OptsBuilder) -> mysql_async::OptsBuilder {
            let Self::Plain = self;
            opts.ssl_opts(None)
        }
    }
}
