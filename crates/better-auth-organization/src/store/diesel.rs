//! The store on Diesel: each query once, for all databases.
//!
//! Whoever locks several rows locks them in this order: the user, the organization, its members,
//! its invitations, sessions. So nobody waits in a circle.

#[macro_use]
mod pieces;
#[macro_use]
mod team_pieces;
mod invitations;
mod list;
mod members;
mod organizations;
mod role_rows;
mod roles;
mod surrender;
mod tables;
mod team_rows;
mod teams;

use better_auth_core::store::StoreError;

/// Takes a transaction back, with a reason that is no failure: only an error rolls back. No index
/// is called like that.
fn taken_back(why: &'static str) -> StoreError {
    StoreError::Conflict { index: why.to_owned() }
}
