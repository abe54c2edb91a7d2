#![doc = include_str!("../README.md")]

pub use better_auth_core as core;

pub use better_auth_core::auth::OnStart;
pub use better_auth_core::serve::serve;
pub use better_auth_core::{
    ApiError, Assurance, Auth, AuthBuilder, BetterAuth, BuildError, CurrentSession, FreshSession,
    RecentSecondFactor, Session, User,
};

#[cfg(feature = "account")]
pub use better_auth_account as account;
#[cfg(feature = "admin")]
pub use better_auth_admin as admin;
#[cfg(feature = "api-key")]
pub use better_auth_api_key as api_key;
#[cfg(feature = "audit")]
pub use better_auth_audit as audit;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
pub use better_auth_diesel as diesel;
#[cfg(feature = "email-password")]
pub use better_auth_email_password as email_password;
#[cfg(feature = "http")]
pub use better_auth_http as http;
#[cfg(feature = "mail")]
pub use better_auth_mail as mail;
#[cfg(feature = "oauth")]
pub use better_auth_oauth as oauth;
#[cfg(feature = "organization")]
pub use better_auth_organization as organization;
#[cfg(feature = "passkey")]
pub use better_auth_passkey as passkey;
#[cfg(any(feature = "password-breached", feature = "password-strength"))]
pub use better_auth_password_check as password_check;
#[cfg(feature = "two-factor")]
pub use better_auth_two_factor as two_factor;

/// What most applications name.
pub mod prelude {
    #[cfg(feature = "account")]
    pub use better_auth_account::{
        AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin,
    };
    #[cfg(feature = "admin")]
    pub use better_auth_admin::{AdminPlugin, AdminUser, Admins, Allowed};
    #[cfg(feature = "api-key")]
    pub use better_auth_api_key::{ApiKey, ApiKeyPlugin};
    #[cfg(feature = "audit")]
    pub use better_auth_audit::AuditPlugin;
    pub use better_auth_core::auth::OnStart;
    pub use better_auth_core::{
        Assurance, Auth, BetterAuth, CurrentSession, FreshSession, RecentSecondFactor,
    };
    #[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    pub use better_auth_diesel::DieselAdapter;
    #[cfg(feature = "email-password")]
    pub use better_auth_email_password::{
        EmailPasswordPlugin, EmailVerificationPlugin, PasswordManagementPlugin,
    };
    #[cfg(feature = "oauth")]
    pub use better_auth_oauth::OAuthPlugin;
    #[cfg(feature = "organization")]
    pub use better_auth_organization::{
        ActiveOrganization, OrganizationPlugin, Organizations, Permitted,
    };
    #[cfg(feature = "passkey")]
    pub use better_auth_passkey::PasskeyPlugin;
    #[cfg(feature = "two-factor")]
    pub use better_auth_two_factor::TwoFactorPlugin;
}
