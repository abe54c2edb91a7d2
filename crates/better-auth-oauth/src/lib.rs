#![doc = include_str!("../README.md")]

mod cached;
mod callback_error;
pub mod error;
mod flow;
mod jose;
pub mod kinds;
mod options;
mod plugin;
mod provider;
pub mod providers;
mod remote;
mod routes;
mod service;
mod store;
mod tokens;

pub use callback_error::CallbackError;
pub use jose::Algorithm;
pub use options::{OAuthOptions, SignUps};
pub use plugin::OAuthPlugin;
pub use provider::{
    Ask, Client, ClientAuthentication, ClientSettings, Endpoints, Grant, Granted, IdTokenRules,
    IssParameter, Metadata, MetadataError, NoEmail, Parameter, Pick, Pkce, Profile,
    ProfileDocument, ProfileError, ProfileMap, ProfileRequest, ProfileSource, Provider, Refresh,
    RequestError, ResponseMode, Settings, SetupError, Template, TokenMethod, Variable,
    VariableKind, Verified, is_placeholder,
};
pub use service::{AccessToken, OAuth, WhichAccount};
pub use store::{
    AccountUpdate, LinkCondition, LinkedAccount, NewLinkedAccount, OAuthStore, Updated,
};
pub use tokens::{SealedTokens, Tokens};
