use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_diesel::{DieselAdapter, with_conn};
use chrono::{NaiveDateTime, SecondsFormat};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

diesel::table! {
    users (id) {
        id -> Text,
        name -> Text,
        email -> Text,
        email_verified -> Bool,
        image -> Nullable<Text>,
        username -> Nullable<Text>,
        display_username -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        token_hash -> Text,
        user_id -> Text,
        expires_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        ip_address -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        remembered -> Bool,
    }
}

diesel::joinable!(sessions -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, sessions);

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: String,
    user_id: String,
    expires_at: NaiveDateTime,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    ip_address: Option<String>,
    user_agent: Option<String>,
}

#[derive(Queryable, Selectable, Serialize)]
#[diesel(table_name = users)]
#[serde(rename_all = "camelCase")]
struct User {
    name: String,
    email: String,
    email_verified: bool,
    image: Option<String>,
    #[serde(serialize_with = "moment")]
    created_at: NaiveDateTime,
    #[serde(serialize_with = "moment")]
    updated_at: NaiveDateTime,
    username: Option<String>,
    display_username: Option<String>,
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    #[serde(serialize_with = "moment")]
    expires_at: NaiveDateTime,
    token: &'a str,
    #[serde(serialize_with = "moment")]
    created_at: NaiveDateTime,
    #[serde(serialize_with = "moment")]
    updated_at: NaiveDateTime,
    ip_address: String,
    user_agent: String,
    user_id: String,
    id: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    session: Session<'a>,
    user: User,
}

fn moment<S: Serializer>(moment: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// The session of a cookie, with its user, or `null`.
pub(crate) async fn get_session(
    State(adapter): State<DieselAdapter>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let Some(token) = cookie(&headers) else { return Ok(json("null")) };
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(token));
    let Some((session, user)) = find(&adapter, &hash).await? else { return Ok(json("null")) };
    #[expect(clippy::disallowed_methods, reason = "there is no injected clock by hand")]
    let now = chrono::Utc::now().naive_utc();
    if session.expires_at <= now {
        return Ok(json("null"));
    }
    let session = Session {
        expires_at: session.expires_at,
        token,
        created_at: session.created_at,
        updated_at: session.updated_at,
        ip_address: session.ip_address.unwrap_or_default(),
        user_agent: session.user_agent.unwrap_or_default(),
        user_id: session.user_id,
        id: session.id,
    };
    let body = serde_json::to_vec(&Answer { session, user });
    body.map(json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn find(
    adapter: &DieselAdapter,
    hash: &str,
) -> Result<Option<(SessionRow, User)>, StatusCode> {
    let found = with_conn!(adapter, lookup, |conn| {
        Ok(sessions::table
            .inner_join(users::table)
            .filter(sessions::token_hash.eq(hash))
            .select((SessionRow::as_select(), User::as_select()))
            .get_result(conn)
            .await
            .optional()?)
    });
    found.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::COOKIE)?.to_str().ok()?;
    header.split("; ").find_map(|pair| pair.strip_prefix("better-auth.session-token="))
}

fn json(body: impl IntoResponse) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (headers, body).into_response()
}
