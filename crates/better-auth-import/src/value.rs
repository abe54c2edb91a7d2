//! Statements with bound values, built piece by piece for any of the databases.

use std::borrow::Cow;

use chrono::NaiveDateTime;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType, Nullable, Text, Timestamp, Untyped};
use diesel::{QueryResult, QueryableByName};

/// What a column of ours holds. A null knows its type: PostgreSQL asks.
///
/// There is no `Debug`: it may be a password's hash.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    Text(Option<String>),
    Bool(bool),
    Int(Option<i64>),
    Time(Option<NaiveDateTime>),
}

impl Value {
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Text(None) | Self::Int(None) | Self::Time(None))
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => text.as_deref(),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

enum Piece<'v> {
    Sql(Cow<'static, str>),
    Bind(&'v Value),
}

/// SQL and the values that belong into it. Names of tables and columns are our own constants, or
/// quoted by the [catalog](crate::source); every value is bound.
#[derive(Default)]
pub(crate) struct Statement<'v>(Vec<Piece<'v>>);

impl<'v> Statement<'v> {
    pub(crate) fn new(sql: impl Into<Cow<'static, str>>) -> Self {
        Self::default().sql(sql)
    }

    pub(crate) fn sql(mut self, sql: impl Into<Cow<'static, str>>) -> Self {
        self.push(sql);
        self
    }

    pub(crate) fn push(&mut self, sql: impl Into<Cow<'static, str>>) {
        self.0.push(Piece::Sql(sql.into()));
    }

    pub(crate) fn bind(&mut self, value: &'v Value) {
        self.0.push(Piece::Bind(value));
    }

    /// The values with commas between them, in brackets.
    pub(crate) fn list(&mut self, values: impl IntoIterator<Item = &'v Value>) {
        for (at, value) in values.into_iter().enumerate() {
            self.push(if at == 0 { "(" } else { ", " });
            self.bind(value);
        }
        self.push(")");
    }

    /// `column = value`, also where the value is null.
    pub(crate) fn equals(&mut self, column: &'static str, value: &'v Value) {
        self.push(column);
        if value.is_null() {
            self.push(" IS NULL");
        } else {
            self.push(" = ");
            self.bind(value);
        }
    }
}

impl<DB> QueryFragment<DB> for Statement<'_>
where
    DB: Backend + HasSqlType<Text> + HasSqlType<Bool> + HasSqlType<BigInt> + HasSqlType<Timestamp>,
    Option<String>: ToSql<Nullable<Text>, DB>,
    bool: ToSql<Bool, DB>,
    Option<i64>: ToSql<Nullable<BigInt>, DB>,
    Option<NaiveDateTime>: ToSql<Nullable<Timestamp>, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        for piece in &self.0 {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Bind(Value::Text(text)) => {
                    out.push_bind_param::<Nullable<Text>, _>(text)?;
                }
                Piece::Bind(Value::Bool(truth)) => out.push_bind_param::<Bool, _>(truth)?,
                Piece::Bind(Value::Int(number)) => {
                    out.push_bind_param::<Nullable<BigInt>, _>(number)?;
                }
                Piece::Bind(Value::Time(time)) => {
                    out.push_bind_param::<Nullable<Timestamp>, _>(time)?;
                }
            }
        }
        Ok(())
    }
}

impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement<'_> {
    type SqlType = Untyped;
}

/// For SQLite as a source, which is read without diesel-async.
#[cfg(feature = "sqlite")]
impl<Conn> diesel::RunQueryDsl<Conn> for Statement<'_> {}

/// What every question here is answered with: three texts a row.
#[derive(QueryableByName)]
pub(crate) struct ThreeTexts {
    #[diesel(sql_type = Text)]
    pub(crate) one: String,
    #[diesel(sql_type = Text)]
    pub(crate) two: String,
    #[diesel(sql_type = Text)]
    pub(crate) three: String,
}
