use std::future::Future;

use better_auth_core::assurance::{Amr, Assurance};
use better_auth_core::entity::NewSession;
use better_auth_core::{SessionId, Timestamp, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::TransactionSteps;
use crate::query_error::QueryError;
use crate::rows::NewSessionRow;
use crate::schema::sessions;

/// What a transaction may do to sessions, beside [`TransactionSteps`].
pub trait SessionSteps {
    /// Inserts a session if its user still has the
    /// [`credential_version`](better_auth_core::User::credential_version) that was verified; says
    /// whether they have. Writing the user's row, as it is, makes this wait for who changes the
    /// credentials and ends the sessions at the same time, or the other for this.
    ///
    /// # Errors
    /// When the database refuses.
    fn open_session(
        &mut self,
        new: &NewSession,
    ) -> impl Future<Output = Result<bool, QueryError>> + Send;

    /// Puts a session in the place of others of its user: all of them, or the one that is named.
    /// The last step of a change of credentials, after
    /// [`outdate_credentials`](crate::TransactionSteps::outdate_credentials).
    ///
    /// # Errors
    /// When the database refuses.
    fn replace_sessions(
        &mut self,
        ended: Option<&SessionId>,
        new: &NewSession,
    ) -> impl Future<Output = Result<(), QueryError>> + Send;

    /// Ends the sessions of a user but one, and those in which they act in the name of others: who
    /// they are there was proven by what ends here. Says how many.
    ///
    /// # Errors
    /// When the database refuses.
    fn end_sessions_of(
        &mut self,
        user: &UserId,
        except: Option<&SessionId>,
    ) -> impl Future<Output = Result<usize, QueryError>> + Send;

    /// Writes down that a second factor was proven in a session. Says whether the session is
    /// there.
    ///
    /// # Errors
    /// When the database refuses.
    fn raise_assurance(
        &mut self,
        session: &SessionId,
        assurance: &Assurance,
    ) -> impl Future<Output = Result<bool, QueryError>> + Send;
}

macro_rules! steps {
    ($connection:ty) => {
        impl SessionSteps for $connection {
            async fn open_session(&mut self, new: &NewSession) -> Result<bool, QueryError> {
                if !self.lock_user_at(&new.session.user_id, new.credential_version).await? {
                    return Ok(false);
                }
                let row = NewSessionRow::from(new);
                diesel::insert_into(sessions::table).values(row).execute(self).await?;
                Ok(true)
            }

            async fn replace_sessions(
                &mut self,
                ended: Option<&SessionId>,
                new: &NewSession,
            ) -> Result<(), QueryError> {
                let user = &new.session.user_id;
                match ended {
                    None => self.end_sessions_of(user, None).await?,
                    Some(one) => {
                        let own = sessions::table.filter(sessions::user_id.eq(user.as_str()));
                        let one = own.filter(sessions::id.eq(one.as_str()));
                        diesel::delete(one).execute(self).await?
                    }
                };
                let row = NewSessionRow::from(new);
                diesel::insert_into(sessions::table).values(row).execute(self).await?;
                Ok(())
            }

            async fn end_sessions_of(
                &mut self,
                user: &UserId,
                except: Option<&SessionId>,
            ) -> Result<usize, QueryError> {
                let own = sessions::table
                    .filter(sessions::user_id.eq(user.as_str()))
                    .filter(sessions::id.ne(except.map_or("", SessionId::as_str)));
                let ended = diesel::delete(own).execute(self).await?;
                let elsewhere = sessions::table.filter(sessions::impersonated_by.eq(user.as_str()));
                Ok(ended + diesel::delete(elsewhere).execute(self).await?)
            }

            async fn raise_assurance(
                &mut self,
                session: &SessionId,
                assurance: &Assurance,
            ) -> Result<bool, QueryError> {
                let session = sessions::table.filter(sessions::id.eq(session.as_str()));
                let raised = (
                    sessions::amr.eq(Amr::text(&assurance.methods)),
                    sessions::second_factor_at
                        .eq(assurance.second_factor_at.map(Timestamp::to_naive)),
                );
                Ok(diesel::update(session).set(raised).execute(self).await? == 1)
            }
        }
    };
}

#[cfg(feature = "mysql")]
steps!(diesel_async::AsyncMysqlConnection);
#[cfg(feature = "postgres")]
steps!(diesel_async::AsyncPgConnection);
#[cfg(feature = "sqlite")]
steps!(crate::sqlite::SqliteLinkConnection);
