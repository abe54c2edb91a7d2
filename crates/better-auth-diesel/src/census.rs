use better_auth_core::Timestamp;
use better_auth_core::store::StoreResult;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::schema::{mails, sessions, users};
use crate::with_conn;

/// How much there is, for operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Census {
    /// Users.
    pub users: u64,
    /// Sessions that are live.
    pub sessions: u64,
    /// Sessions that have expired and are not swept yet.
    pub expired_sessions: u64,
    /// Mails in the outbox that are to be delivered, now or later.
    pub waiting_mails: u64,
    /// Mails that were given up.
    pub dead_mails: u64,
}

impl DieselAdapter {
    /// Counts core's rows as of a moment. It reads whole tables, so it is nothing for every request.
    ///
    /// # Errors
    /// When the database can not be asked, or its tables are not there.
    pub async fn census(&self, now: Timestamp) -> StoreResult<Census> {
        let now = now.to_naive();
        with_conn!(self, read, |conn| {
            let live = sessions::table.filter(sessions::expires_at.gt(now));
            let expired = sessions::table.filter(sessions::expires_at.le(now));
            let waiting = mails::table.filter(mails::due_at.is_not_null());
            let dead = mails::table.filter(mails::due_at.is_null());
            Ok(Census {
                users: number(users::table.count().get_result(conn).await?),
                sessions: number(live.count().get_result(conn).await?),
                expired_sessions: number(expired.count().get_result(conn).await?),
                waiting_mails: number(waiting.count().get_result(conn).await?),
                dead_mails: number(dead.count().get_result(conn).await?),
            })
        })
    }
}

fn number(rows: i64) -> u64 {
    u64::try_from(rows).unwrap_or_default()
}
