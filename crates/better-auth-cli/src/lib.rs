#![doc = include_str!("../README.md")]

mod application;
mod arguments;
mod cli;
mod commands;
mod failure;
#[cfg(feature = "official")]
mod official;
mod operator;
mod progress;
mod report;
mod settings;
mod span;

pub use cli::{Cli, Exit};
