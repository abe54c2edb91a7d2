#![doc = include_str!("../README.md")]

mod address;
mod client;
mod dial;
mod options;

pub use client::HttpsClient;
pub use options::HttpOptions;
