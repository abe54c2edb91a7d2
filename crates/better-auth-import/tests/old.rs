//! A database of the original, written by hand.
//!
//! One SQL serves both kinds: SQLite takes any name of a type, `TRUE`, and moments as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use better_auth_diesel::testing::TempDatabase;
use better_auth_diesel::{DieselAdapter, with_conn};
use better_auth_import::Source;
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use diesel::Connection;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use diesel_async::SimpleAsyncConnection;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

/// `BETTER_AUTH_SECRET` of the original.
pub(crate) const OLD_SECRET: &str = "the-secret-of-the-npm-server-0123456789";

/// The hash that the original stores of [`PASSWORD`](better_auth_test::PASSWORD).
pub(crate) const SCRYPT: &str = "00112233445566778899aabbccddeeff:\
    f5b22309b28fe412c82a4b2cab57498b8f8a42c849af16cb908974048f61c13933421858db3a8f111430bdc493c7cef90f61f904061c77206e3820a2e8b11bc2";

/// A session token of the original, and one more.
pub(crate) const TOKEN: &str = "abcdefghijklmnopqrstuvwxyzABCDEF";

const SCHEMA: &str = r#"
CREATE TABLE "user" ("id" text NOT NULL PRIMARY KEY, "name" text, "email" text,
    "emailVerified" boolean, "image" text, "createdAt" timestamptz, "updatedAt" timestamptz,
    "username" text, "displayUsername" text, "twoFactorEnabled" boolean,
    "role" text, "banned" boolean, "banReason" text, "banExpires" timestamptz,
    "phone" text, "points" integer, "member" boolean);
CREATE TABLE "session" ("id" text NOT NULL PRIMARY KEY, "expiresAt" timestamptz, "token" text,
    "createdAt" timestamptz, "updatedAt" timestamptz, "ipAddress" text, "userAgent" text,
    "userId" text, "activeOrganizationId" text, "activeTeamId" text, "impersonatedBy" text);
CREATE TABLE "account" ("id" text NOT NULL PRIMARY KEY, "accountId" text, "providerId" text,
    "userId" text, "accessToken" text, "refreshToken" text, "idToken" text,
    "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, "scope" text,
    "password" text, "createdAt" timestamptz, "updatedAt" timestamptz);
CREATE TABLE "verification" ("id" text NOT NULL PRIMARY KEY, "identifier" text, "value" text,
    "expiresAt" timestamptz, "createdAt" timestamptz, "updatedAt" timestamptz);
CREATE TABLE "twoFactor" ("id" text NOT NULL PRIMARY KEY, "secret" text, "backupCodes" text,
    "userId" text, "verified" boolean, "failedVerificationCount" integer, "lockedUntil" timestamptz);
CREATE TABLE "passkey" ("id" text NOT NULL PRIMARY KEY, "name" text, "publicKey" text,
    "userId" text, "credentialID" text, "counter" integer, "deviceType" text, "backedUp" boolean,
    "transports" text, "createdAt" timestamptz, "aaguid" text);
CREATE TABLE "organization" ("id" text NOT NULL PRIMARY KEY, "name" text, "slug" text,
    "logo" text, "createdAt" timestamptz, "metadata" text);
CREATE TABLE "organizationRole" ("id" text NOT NULL PRIMARY KEY, "organizationId" text,
    "role" text, "permission" text, "createdAt" timestamptz, "updatedAt" timestamptz);
CREATE TABLE "team" ("id" text NOT NULL PRIMARY KEY, "name" text, "organizationId" text,
    "createdAt" timestamptz, "updatedAt" timestamptz);
CREATE TABLE "teamMember" ("id" text NOT NULL PRIMARY KEY, "teamId" text, "userId" text,
    "createdAt" timestamptz);
CREATE TABLE "member" ("id" text NOT NULL PRIMARY KEY, "organizationId" text, "userId" text,
    "role" text, "createdAt" timestamptz);
CREATE TABLE "invitation" ("id" text NOT NULL PRIMARY KEY, "organizationId" text, "email" text,
    "role" text, "status" text, "teamId" text, "expiresAt" timestamptz, "createdAt" timestamptz,
    "inviterId" text);
"#;

#[derive(diesel::QueryableByName)]
struct Content {
    #[diesel(sql_type = diesel::sql_types::Text)]
    content: String,
}

pub(crate) struct Old {
    url: String,
    secrets: Vec<String>,
    keeper: Keeper,
}

enum Keeper {
    File(TempDir),
    /// The database goes when this does.
    Server(DieselAdapter, #[expect(dead_code, reason = "it is only kept")] TempDatabase),
}

impl Old {
    /// With the tables of the original, and what that SQL adds.
    pub(crate) async fn with(sql: &str) -> Self {
        Self::bare(&format!("{SCHEMA}{sql}")).await
    }

    /// With nothing but what that SQL makes.
    pub(crate) async fn bare(sql: &str) -> Self {
        let server = std::env::var("TEST_DATABASE_URL").unwrap_or_default();
        let old = if server.starts_with("postgres") {
            let database = TempDatabase::create().await.unwrap();
            let adapter = DieselAdapter::connect(database.url()).await.unwrap();
            let url = database.url().to_owned();
            Self {
                url,
                secrets: vec![OLD_SECRET.to_owned()],
                keeper: Keeper::Server(adapter, database),
            }
        } else {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite://{}", folder.path().join("old db#1.sqlite").display());
            Self { url, secrets: vec![OLD_SECRET.to_owned()], keeper: Keeper::File(folder) }
        };
        old.execute(sql).await;
        old
    }

    /// Reads it with other secrets.
    pub(crate) fn secrets(mut self, secrets: &[&str]) -> Self {
        self.secrets = secrets.iter().map(|&secret| secret.to_owned()).collect();
        self
    }

    pub(crate) async fn execute(&self, sql: &str) {
        match &self.keeper {
            Keeper::File(folder) => {
                let path = folder.path().join("old db#1.sqlite");
                let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
                conn.batch_execute(sql).unwrap();
            }
            Keeper::Server(adapter, _) => with_conn!(adapter, write, |conn| {
                conn.batch_execute(sql).await?;
                Ok(())
            })
            .unwrap(),
        }
    }

    pub(crate) async fn open(&self) -> Source {
        let source = Source::open(&self.url).await.expect("the source opens");
        self.secrets.iter().fold(source, |source, secret| source.secret(secret.as_str()))
    }

    /// The bytes of the file; of a server what the tables hold, and when each row was written.
    pub(crate) async fn content(&self) -> Vec<u8> {
        match &self.keeper {
            Keeper::File(folder) => std::fs::read(folder.path().join("old db#1.sqlite")).unwrap(),
            Keeper::Server(adapter, _) => {
                let sql = "SELECT string_agg(row, '|' ORDER BY row) AS content FROM ( \
                     SELECT u.xmin::text || u::text AS row FROM \"user\" u \
                     UNION ALL SELECT a.xmin::text || a::text FROM \"account\" a) rows";
                let found: Content = with_conn!(adapter, read, |conn| {
                    let query = diesel::sql_query(sql);
                    Ok(diesel_async::RunQueryDsl::get_result(query, conn).await?)
                })
                .unwrap();
                found.content.into_bytes()
            }
        }
    }

    /// The files beside it.
    pub(crate) fn files(&self) -> usize {
        match &self.keeper {
            Keeper::File(folder) => std::fs::read_dir(folder.path()).unwrap().count(),
            Keeper::Server(..) => 1,
        }
    }
}

/// A user of the original with a password and an address at example.com.
pub(crate) fn user(id: &str) -> String {
    format!(
        "INSERT INTO \"user\" (\"id\", \"name\", \"email\", \"emailVerified\", \"createdAt\", \
         \"updatedAt\") VALUES ('{id}', '{id}', '{id}@example.com', TRUE, \
         '2025-01-02T03:04:05.678Z', '2025-02-03T04:05:06.789Z'); \
         INSERT INTO \"account\" (\"id\", \"accountId\", \"providerId\", \"userId\", \"password\", \
         \"createdAt\", \"updatedAt\") VALUES ('acc-{id}', '{id}', 'credential', '{id}', \
         '{SCRYPT}', '2025-01-02T03:04:05.678Z', '2025-01-02T03:04:05.678Z');"
    )
}

/// What the original encrypts.
pub(crate) fn sealed(text: &str, secret: &str) -> String {
    let key: [u8; 32] = Sha256::digest(secret).into();
    let nonce = [7; 24];
    let cipher = XChaCha20Poly1305::new(&key.into());
    let ciphertext = cipher.encrypt(&XNonce::from(nonce), text.as_bytes()).unwrap();
    nonce.iter().chain(&ciphertext).map(|byte| format!("{byte:02x}")).collect()
}

/// A cookie value as the original signs it.
pub(crate) fn signed(token: &str, secret: &str) -> String {
    let mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    let tag = STANDARD.encode(mac.chain_update(token).finalize().into_bytes());
    let tag = tag.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    format!("{token}.{tag}")
}
