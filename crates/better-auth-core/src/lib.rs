#![doc = include_str!("../README.md")]

pub mod access;
pub mod address;
pub mod api;
pub mod assurance;
pub mod audit;
pub mod auth;
pub mod clock;
pub mod config;
pub mod consequences;
pub mod cookie;
pub mod credential;
pub mod email;
pub mod entity;
pub mod error;
pub mod event;
pub mod extract;
pub mod fields;
pub mod http_client;
pub mod id;
pub mod layer;
pub mod mail;
pub mod migration;
pub mod openapi;
pub mod outbox;
pub mod password;
pub mod plugin;
pub mod profile;
pub mod random;
pub mod redirect;
mod routes;
pub mod secret;
pub mod serve;
pub mod sign_in;
pub mod store;
pub mod token;

pub use assurance::Assurance;
pub use auth::{Auth, AuthBuilder, BetterAuth, BuildError};
pub use clock::{Clock, SystemClock, Timestamp};
pub use consequences::Consequences;
pub use email::Email;
pub use entity::{Account, Session, User, Verification};
pub use error::{ApiError, ErrorCode};
pub use event::Event;
pub use extract::{CurrentSession, FreshSession, Json, Query, RecentSecondFactor, RequestFacts};
pub use http_client::HttpClient;
pub use id::{AccountId, MailId, SessionId, UserId, VerificationId};
pub use plugin::{Hooks, Mounted, Plugin};
pub use random::Random;
pub use secret::SecretString;
pub use sign_in::{SignIn, VerifiedUser};

#[doc(hidden)]
pub mod __private {
    //! What the macros of this crate name; not part of the interface.
    pub use http;
    pub use serde;
    pub use utoipa;
}
