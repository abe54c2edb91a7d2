//! What stands between a request and its handler.
//!
//! One layer, the [`guard`], does it all in a fixed order, so that the order can be read in one
//! place and a request costs one boxed future. [`origin`] says whose requests are taken,
//! [`rate_limit`] how many, [`client`] where they come from.

pub mod client;
mod cors;
pub mod csrf;
pub mod guard;
pub mod origin;
pub mod rate_limit;
