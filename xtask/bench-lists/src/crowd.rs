//! An application with so many users, and an administrator who asks it.

use std::time::Duration;

use better_auth_admin::AdminPlugin;
use better_auth_diesel::{Backend, ConnectOptions, DieselAdapter, with_conn};
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_test::{Browser, TestApp};
use diesel_async::SimpleAsyncConnection;
use serde_json::Value;

use crate::BoxError;

#[derive(Debug)]
pub(crate) struct Crowd {
    /// How many, and the administrator.
    pub(crate) size: u32,
    app: TestApp,
    admin: Browser,
}

impl Crowd {
    pub(crate) async fn of(size: u32) -> Result<Self, BoxError> {
        let app = TestApp::build(|builder| {
            builder.plugin(EmailPasswordPlugin::new()).plugin(AdminPlugin::new())
        })
        .await;
        let (admin, _) = app.sign_up("root").await;
        app.execute("UPDATE users SET role = 'admin'").await;
        fill(app.database_url(), size).await?;
        Ok(Self { size, admin: admin.leaving_mails(), app })
    }

    pub(crate) fn database(&self) -> &'static str {
        match self.app.adapter().backend() {
            Backend::Sqlite => "sqlite",
            Backend::Postgres => "postgres",
            Backend::Mysql => "mariadb",
        }
    }

    pub(crate) async fn list(&self, question: &str) -> Result<Value, BoxError> {
        let answer = self.admin.get(&format!("/admin/list-users?{question}")).await;
        if answer.status != 200 {
            return Err(format!("{question}: {}", answer.text()).into());
        }
        Ok(answer.json())
    }
}

/// Given names, padded to eight characters each: the first is that of many, the last of few.
const GIVEN: &str = "james   mary    john    patriciarobert  jenniferlinda   michael william eliza   \
    barbara david   richard susan   joseph  jessica thomas  karen   sarah   charles nancy   daniel  \
    matthew betty   sandra  anthony mark    donald  ashley  steven  paul    andrew  emily   joshua  \
    michelleamanda  kevin   brian   melissa george  laura   edward  ronald  rebecca timothy jason   \
    jeffrey helen   ryan    jacob   ";

/// Users with names as people have them: the given ones are shared by many or few, the family names,
/// of syllables, have each its own; every three letters of them are in thousands of a million.
async fn fill(url: &str, size: u32) -> Result<(), BoxError> {
    // A million rows with their indexes take a while.
    let patient = ConnectOptions::new().operation_timeout(Duration::from_secs(3600));
    let adapter = &DieselAdapter::connect_with(url, patient).await?;
    let insert = insertion(adapter.backend(), size)?;
    let settle: &[&str] = match adapter.backend() {
        Backend::Sqlite => &["ANALYZE"],
        Backend::Postgres => &["VACUUM ANALYZE users", "CHECKPOINT"],
        Backend::Mysql => &["ANALYZE TABLE users"],
    };
    with_conn!(adapter, write, |conn| {
        conn.batch_execute(&insert).await?;
        for statement in settle {
            conn.batch_execute(statement).await?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The statement that inserts them all; `d1` to `d6` are the digits of a user's number.
fn insertion(backend: Backend, size: u32) -> Result<String, BoxError> {
    let digits = size.checked_ilog10().unwrap_or_default();
    if 10_u32.checked_pow(digits) != Some(size) || digits > 6 {
        return Err(format!("{size}: give a power of ten, up to a million").into());
    }
    let number = (1..=6).map(|place| format!("{} * d{place}.n", 10_u32.pow(place - 1)));
    let number = number.collect::<Vec<_>>().join(" + ");
    let after = |seconds: &str| match backend {
        Backend::Sqlite => format!("datetime('2020-01-01', ({seconds}) || ' seconds')"),
        Backend::Postgres => format!("timestamp '2020-01-01' + ({seconds}) * interval '1 second'"),
        Backend::Mysql => format!("timestampadd(SECOND, {seconds}, '2020-01-01')"),
    };
    let places =
        (1..=6).map(|place| format!("d d{place}")).collect::<Vec<_>>().join(" CROSS JOIN ");
    let unused = (digits + 1..=6).map(|place| format!(" AND d{place}.n = 0")).collect::<String>();
    let numerals =
        (0..10).map(|n| format!("SELECT {n} AS n")).collect::<Vec<_>>().join(" UNION ALL ");
    let (given, family) = (given(), family());
    Ok(format!(
        "INSERT INTO users (id, name, email, email_verified, two_factor_enabled, role, banned, \
         credential_version, created_at, updated_at) \
         WITH d AS ({numerals}) SELECT concat('u', {number}), concat({given}, ' ', {family}), \
         concat({given}, '.', {family}, '@', {}), NOT (d1.n = 7 AND d2.n = 7), FALSE, \
         CASE WHEN d1.n = 2 AND d2.n = 2 THEN 'support' ELSE 'user' END, \
         d1.n = 3 AND d2.n = 1 AND d3.n = 4, 0, {}, {} FROM {places} WHERE TRUE{unused}",
        "CASE d2.n % 5 WHEN 0 THEN 'example.org' WHEN 1 THEN 'example.net' ELSE 'example.com' END",
        after(&format!("17 * ({number})")),
        after(&format!("11 * ({number}) + 1000 * d1.n")),
    ))
}

/// One of the names: below a bound that is drawn as well, so that the first are more often drawn.
fn given() -> String {
    let one = "(d1.n + 10 * d2.n + 3 * d4.n) % 50";
    let bound = "(d3.n + 10 * d1.n + 7 * d5.n) % 50";
    format!("rtrim(substr('{GIVEN}', 1 + 8 * (({one}) % (1 + {bound})), 8))")
}

/// Of each two digits a syllable, of fifty; what that leaves out of them makes a last one.
fn family() -> String {
    let syllable = |one: u8, other: u8| {
        format!("substr('bdfgklmnrs', 1 + d{one}.n, 1), substr('aeiou', 1 + d{other}.n % 5, 1)")
    };
    let halves = "(d2.n - d2.n % 5) / 5 * 4 + (d4.n - d4.n % 5) / 5 * 2 + (d6.n - d6.n % 5) / 5";
    let last = format!("substr('tvzcphwj', 1 + {halves}, 1), 'er'");
    format!("concat({}, {}, {}, {last})", syllable(1, 2), syllable(3, 4), syllable(5, 6))
}
