#![doc = include_str!("../README.md")]

mod compose;
mod folder;
mod preview;
mod sender;
mod smtp;
mod templates;

pub use folder::{FolderError, FolderMailer};
pub use preview::{PreviewError, preview};
pub use sender::{InvalidSender, Sender};
pub use smtp::{SmtpError, SmtpMailer, SmtpOptions, SmtpUrlError, Stage};
pub use templates::{HtmlTemplates, HtmlTemplatesError};
