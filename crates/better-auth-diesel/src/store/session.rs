use async_trait::async_trait;
use better_auth_core::entity::{NewSession, Proof};
use better_auth_core::fields::AdditionalChanges;
use better_auth_core::store::{
    MAX_LISTED_SESSIONS, SWEEP_BATCH, SessionKey, SessionStore, StoreError, StoreResult,
};
use better_auth_core::token::TokenHash;
use better_auth_core::{Consequences, Session, SessionId, Timestamp, User, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::rows::{SessionRow, UserRow};
use crate::schema::{sessions, users};
use crate::steps::{SessionSteps, TransactionSteps};
use crate::with_conn;

#[async_trait]
impl SessionStore for DieselAdapter {
    async fn create_session(
        &self,
        new: NewSession,
        consequences: &Consequences,
    ) -> StoreResult<Option<Session>> {
        let created = with_conn!(self, transaction, |conn| {
            if !conn.open_session(&new).await? {
                return Ok(false);
            }
            conn.write_consequences(consequences).await?;
            Ok(true)
        })?;
        Ok(created.then_some(new.session))
    }

    /// The session comes first, as its user's row is what everybody locks first; where the
    /// pending sign-in turns out to be used up, the transaction is taken back.
    async fn complete_sign_in(
        &self,
        pending: Proof<'_>,
        new: NewSession,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<Session>> {
        let created = with_conn!(self, transaction, |conn| {
            if !conn.open_session(&new).await? {
                return Ok(false);
            }
            if conn.use_proof(pending, now).await?.is_none() {
                return Err(StoreError::MissingReference.into());
            }
            conn.write_consequences(consequences).await?;
            Ok(true)
        });
        match created {
            Ok(created) => Ok(created.then_some(new.session)),
            Err(StoreError::MissingReference) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn find_session(&self, token: &TokenHash) -> StoreResult<Option<(Session, User)>> {
        with_conn!(self, lookup, |conn| {
            let row = sessions::table
                .inner_join(users::table)
                .filter(sessions::token_hash.eq(token.as_str()))
                .select((SessionRow::as_select(), UserRow::as_select()))
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(|(session, user)| (session.into(), user.into())))
        })
    }

    async fn list_sessions(&self, user: &UserId, now: Timestamp) -> StoreResult<Vec<Session>> {
        let rows: Vec<SessionRow> = with_conn!(self, read, |conn| {
            Ok(sessions::table
                .filter(sessions::user_id.eq(user.as_str()))
                .filter(sessions::expires_at.gt(now.to_naive()))
                .order((sessions::created_at.desc(), sessions::id.desc()))
                .limit(MAX_LISTED_SESSIONS.into())
                .select(SessionRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(Session::from).collect())
    }

    async fn extend_session(
        &self,
        id: &SessionId,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> StoreResult<bool> {
        with_conn!(self, write, |conn| {
            let unmoved = sessions::table
                .filter(sessions::id.eq(id.as_str()))
                .filter(sessions::expires_at.eq(from.to_naive()));
            let rows = diesel::update(unmoved)
                .set((
                    sessions::expires_at.eq(to.to_naive()),
                    sessions::updated_at.eq(now.to_naive()),
                ))
                .execute(conn)
                .await?;
            Ok(rows == 1)
        })
    }

    /// The first update takes the lock on the row, as in `update_user`.
    async fn update_session(
        &self,
        user: &UserId,
        id: &SessionId,
        changes: AdditionalChanges,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<Session>> {
        with_conn!(self, transaction, |conn| {
            let session = sessions::table.filter(sessions::id.eq(id.as_str()));
            let live = session
                .filter(sessions::user_id.eq(user.as_str()))
                .filter(sessions::expires_at.gt(now.to_naive()));
            let touched = sessions::updated_at.eq(now.to_naive());
            if diesel::update(live).set(touched).execute(conn).await? == 0 {
                return Ok(None);
            }
            let row = session.select(SessionRow::as_select()).get_result(conn).await?;
            let mut updated = Session::from(row);
            changes.apply(&mut updated.additional);
            let merged = sessions::additional.eq(updated.additional.to_store());
            diesel::update(session).set(merged).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Some(updated))
        })
    }

    async fn end_session(
        &self,
        user: &UserId,
        key: SessionKey<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| {
            let own = sessions::table.filter(sessions::user_id.eq(user.as_str()));
            let rows = match key {
                SessionKey::Token(token) => {
                    let one = own.filter(sessions::token_hash.eq(token.as_str()));
                    diesel::delete(one).execute(conn).await?
                }
                SessionKey::Id(id) => {
                    let one = own.filter(sessions::id.eq(id.as_str()));
                    diesel::delete(one).execute(conn).await?
                }
            };
            if rows == 1 {
                // Nobody knows from which of them the user began to act in the name of others.
                let elsewhere = sessions::table.filter(sessions::impersonated_by.eq(user.as_str()));
                diesel::delete(elsewhere).execute(conn).await?;
                conn.write_consequences(consequences).await?;
            }
            Ok(rows == 1)
        })
    }

    async fn end_sessions(
        &self,
        user: &UserId,
        except: Option<&SessionId>,
        consequences: &Consequences,
    ) -> StoreResult<u64> {
        with_conn!(self, transaction, |conn| {
            let rows = conn.end_sessions_of(user, except).await?;
            if rows > 0 {
                conn.write_consequences(consequences).await?;
            }
            Ok(u64::try_from(rows).unwrap_or(u64::MAX))
        })
    }

    async fn sweep_sessions(&self, now: Timestamp) -> StoreResult<u64> {
        let ids: Vec<String> = with_conn!(self, read, |conn| {
            Ok(sessions::table
                .filter(sessions::expires_at.lt(now.to_naive()))
                .select(sessions::id)
                .limit(SWEEP_BATCH.into())
                .load(conn)
                .await?)
        })?;
        if ids.is_empty() {
            return Ok(0);
        }
        with_conn!(self, write, |conn| {
            // Asks again for the expiry: a session may have been extended since.
            let expired = sessions::table
                .filter(sessions::id.eq_any(&ids))
                .filter(sessions::expires_at.lt(now.to_naive()));
            let rows = diesel::delete(expired).execute(conn).await?;
            Ok(u64::try_from(rows).unwrap_or(u64::MAX))
        })
    }
}
