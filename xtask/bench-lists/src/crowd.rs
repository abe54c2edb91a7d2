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

/// Users with names of their own: three syllables and four, drawn from the digits of a number.
async fn fill(url: &str, size: u32) -> Result<(), BoxError> {
    // A million rows with their indexes take a while.
    let patient = ConnectOptions::new().operation_timeout(Duration::from_secs(3600));
    let adapter = &DieselAdapter::connect_with(url, patient).await?;
    let digits = size.checked_ilog10().unwrap_or_default();
    if 10_u32.checked_pow(digits) != Some(size) || digits > 6 {
        return Err(format!("{size}: give a power of ten, up to a million").into());
    }
    let backend = adapter.backend();
    let number = (1..=6).map(|place| format!("{} * d{place}.n", 10_u32.pow(place - 1)));
    let number = number.collect::<Vec<_>>().join(" + ");
    let after = |seconds: &str| match backend {
        Backend::Sqlite => format!("datetime('2020-01-01', ({seconds}) || ' seconds')"),
        Backend::Postgres => format!("timestamp '2020-01-01' + ({seconds}) * interval '1 second'"),
        Backend::Mysql => format!("timestampadd(SECOND, {seconds}, '2020-01-01')"),
    };
    let syllable = |digit: &str| format!("substr('bakodimuneparilosetu', 1 + 2 * ({digit}), 2)");
    let given = [syllable("d1.n"), syllable("d4.n"), syllable("9 - d1.n")].join(", ");
    let family =
        ["(d2.n + d3.n) % 10", "d5.n", "(d6.n + d1.n) % 10", "d2.n"].map(syllable).join(", ");
    let places =
        (1..=6).map(|place| format!("d d{place}")).collect::<Vec<_>>().join(" CROSS JOIN ");
    let unused = (digits + 1..=6).map(|place| format!(" AND d{place}.n = 0")).collect::<String>();
    let numerals =
        (0..10).map(|n| format!("SELECT {n} AS n")).collect::<Vec<_>>().join(" UNION ALL ");
    let insert = format!(
        "INSERT INTO users (id, name, email, email_verified, two_factor_enabled, role, banned, \
         credential_version, created_at, updated_at) \
         WITH d AS ({numerals}) SELECT concat('u', {number}), concat({given}, ' ', {family}), \
         concat({given}, '.', {family}, '@example.com'), NOT (d1.n = 7 AND d2.n = 7), FALSE, \
         CASE WHEN d1.n = 2 AND d2.n = 2 THEN 'support' ELSE 'user' END, \
         d1.n = 3 AND d2.n = 1 AND d3.n = 4, 0, {}, {} FROM {places} WHERE TRUE{unused}",
        after(&format!("17 * ({number})")),
        after(&format!("11 * ({number}) + 1000 * d1.n")),
    );
    let analyze = match backend {
        Backend::Sqlite => "ANALYZE",
        Backend::Postgres => "VACUUM ANALYZE users",
        Backend::Mysql => "ANALYZE TABLE users",
    };
    with_conn!(adapter, write, |conn| {
        conn.batch_execute(&insert).await?;
        conn.batch_execute(analyze).await?;
        Ok(())
    })?;
    Ok(())
}
