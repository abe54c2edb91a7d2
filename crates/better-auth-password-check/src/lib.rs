#![doc = include_str!("../README.md")]

#[cfg(feature = "breached")]
mod breached;
#[cfg(feature = "zxcvbn")]
mod strength;

#[cfg(feature = "breached")]
pub use breached::BreachedCheck;
#[cfg(feature = "zxcvbn")]
pub use strength::StrengthCheck;
