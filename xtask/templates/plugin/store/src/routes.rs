//! One file for each route.

pub(crate) mod {{snake}}_count;
