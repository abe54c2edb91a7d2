//! The store on Diesel: each query once, for all databases.

use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::store::StoreResult;
use better_auth_core::{Timestamp, UserId};
use better_auth_diesel::{DieselAdapter, with_conn};
use chrono::NaiveDateTime;
use diesel_async::RunQueryDsl;

use crate::store::{{{Pascal}}, {{Pascal}}Id, {{Pascal}}Store};

::diesel::table! {
    {{snake}}s (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = {{snake}}s)]
struct Row {
    id: String,
    user_id: String,
    created_at: NaiveDateTime,
}

impl From<{{Pascal}}> for Row {
    fn from(new: {{Pascal}}) -> Self {
        Self {
            id: new.id.as_str().to_owned(),
            user_id: new.user_id.as_str().to_owned(),
            created_at: new.created_at.to_naive(),
        }
    }
}

impl From<Row> for {{Pascal}} {
    fn from(row: Row) -> Self {
        Self {
            id: {{Pascal}}Id::from_store(row.id),
            user_id: UserId::from_store(row.user_id),
            created_at: Timestamp::from_naive(row.created_at),
        }
    }
}

#[async_trait]
impl {{Pascal}}Store for DieselAdapter {
    async fn create_{{snake}}(&self, new: {{Pascal}}) -> StoreResult<()> {
        let row = Row::from(new);
        with_conn!(self, write, |conn| {
            ::diesel::insert_into({{snake}}s::table).values(&row).execute(conn).await?;
            Ok(())
        })
    }

    async fn list_{{snake}}s(&self, user: &UserId) -> StoreResult<Vec<{{Pascal}}>> {
        let rows: Vec<Row> = with_conn!(self, read, |conn| {
            Ok({{snake}}s::table
                .filter({{snake}}s::user_id.eq(user.as_str()))
                .order(({{snake}}s::created_at, {{snake}}s::id))
                .select(Row::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map({{Pascal}}::from).collect())
    }
}
