//! TLS. `TEST_TLS_DATABASE_URL` names a database by a host name that its certificate is for, with
//! `sslmode=require` and the `sslrootcert` of an authority that is not public; without it there
//! is nothing to connect to.

use better_auth_diesel::{ConnectError, DieselAdapter};

#[cfg(all(not(feature = "tls"), any(feature = "postgres", feature = "mysql")))]
#[tokio::test]
async fn a_url_that_asks_for_tls_names_the_feature_that_is_off() {
    let scheme = if cfg!(feature = "postgres") { "postgres" } else { "mysql" };
    let url = format!("{scheme}://ann@127.0.0.1:1/app?sslmode=require");
    let error = DieselAdapter::connect(&url).await.unwrap_err();
    assert!(matches!(error, ConnectError::MissingTls), "{error:?}");
    assert!(error.to_string().contains("feature `tls`"), "{error}");
}

#[cfg(feature = "tls")]
mod with_a_server {
    use better_auth_diesel::{Backend, with_conn};
    use diesel::prelude::*;
    use diesel::sql_types::Text;
    use diesel_async::RunQueryDsl;
    use url::Url;

    use super::{ConnectError, DieselAdapter};

    fn url() -> Option<Url> {
        std::env::var("TEST_TLS_DATABASE_URL").ok().map(|url| url.parse().unwrap())
    }

    #[derive(QueryableByName)]
    struct Cipher {
        #[diesel(sql_type = Text)]
        #[diesel(column_name = Value)]
        cipher: String,
    }

    #[tokio::test]
    async fn the_connection_is_encrypted() {
        let Some(url) = url() else { return };
        let adapter = DieselAdapter::connect(url.as_str()).await.unwrap();
        let query = match adapter.backend() {
            Backend::Postgres => {
                "SELECT coalesce(cipher, '') AS \"Value\" FROM pg_stat_ssl \
                 WHERE pid = pg_backend_pid()"
            }
            _ => "SHOW SESSION STATUS LIKE 'Ssl_cipher'",
        };
        let row: Cipher = with_conn!(&adapter, read, |conn| {
            Ok(diesel::sql_query(query).get_result(conn).await?)
        })
        .unwrap();
        assert_ne!(row.cipher, "");
    }

    #[tokio::test]
    async fn a_certificate_of_an_unknown_authority_is_refused() {
        let Some(mut url) = url() else { return };
        url.set_query(Some("sslmode=require"));
        let error = DieselAdapter::connect(url.as_str()).await.unwrap_err();
        assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");
    }

    #[tokio::test]
    async fn a_certificate_for_another_host_is_refused() {
        let Some(mut url) = url() else { return };
        url.set_host(Some("127.0.0.1")).unwrap();
        let error = DieselAdapter::connect(url.as_str()).await.unwrap_err();
        assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");
    }

    #[tokio::test]
    async fn a_file_of_authorities_that_is_not_there_is_a_clear_error() {
        let scheme = if cfg!(feature = "postgres") { "postgres" } else { "mysql" };
        let url = format!("{scheme}://ann@127.0.0.1:1/app?sslmode=require&sslrootcert=/no/ca.pem");
        let error = DieselAdapter::connect(&url).await.unwrap_err();
        assert!(error.to_string().contains("/no/ca.pem"), "{error}");
    }
}
