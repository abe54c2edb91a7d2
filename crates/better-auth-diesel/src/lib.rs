#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
compile_error!("switch on a feature of better-auth-diesel: sqlite, postgres or mysql");

mod adapter;
mod backend;
mod census;
mod connect_error;
mod database_url;
mod macros;
mod migrator;
#[cfg(feature = "mysql")]
mod mysql;
mod options;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
mod query_error;
mod rows;
mod rows_of;
mod schema;
mod script;
#[cfg(feature = "sqlite")]
mod sqlite;
mod steps;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod tls;
mod violated_index;

pub use adapter::DieselAdapter;
pub use backend::Backend;
pub use census::Census;
pub use connect_error::ConnectError;
pub use options::{ConnectOptions, Synchronous};
pub use query_error::QueryError;
pub use rows::UserRow;
pub use schema::users;
pub use steps::{SessionSteps, TransactionSteps};

#[doc(hidden)]
pub mod __private {
    //! What `with_conn!` names; not part of the interface.
    pub use crate::backend::Pools;
    pub use crate::pool::{Lease, Operation};
}
