//! Everything on, configured by environment variables; see `environment.rs` for the list.

mod environment;
mod mail;
mod page;
mod providers;

use std::process::ExitCode;

use axum::Router;
use axum::routing::get;
use better_auth::api_key::ApiKeyOptions;
use better_auth::core::config::RateLimitOptions;
use better_auth::core::fields::Field;
use better_auth::email_password::EmailPasswordOptions;
use better_auth::mail::HtmlTemplates;
use better_auth::oauth::providers::Registered;
use better_auth::organization::OrganizationOptions;
use better_auth::prelude::*;

use crate::environment::Environment;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().skip(1).any(|argument| argument == "--help" || argument == "-h") {
        println!("{}", environment::HELP);
        return ExitCode::SUCCESS;
    }
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "info".to_owned());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("full-server can not start: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let environment = Environment::read()?;
    let registered = providers::switched_on()?;
    let auth = build(&environment, &registered).await?;
    appoint(&auth, &environment).await?;
    let app = Router::new()
        .route("/", get(page::home(&registered)))
        .route("/me", get(page::me))
        .with_state(auth.clone())
        .merge(auth.router());
    let listener =
        tokio::net::TcpListener::bind(("127.0.0.1", environment.port)).await.map_err(|error| {
            format!("PORT: {} can not be used ({error}); give a free one", environment.port)
        })?;
    // with PORT=0 the operating system chooses
    let port = listener.local_addr()?.port();
    tracing::info!(port, base_url = environment.base_url, "listening");
    better_auth::serve(listener, app, stopped()).await?;
    auth.auth().stop().await;
    tracing::info!("stopped");
    Ok(())
}

async fn build(
    environment: &Environment,
    registered: &[Registered],
) -> Result<BetterAuth, BoxError> {
    let adapter = DieselAdapter::connect(&environment.database_url)
        .await
        .map_err(|error| environment::bad_database(&chain(&error)))?;
    let passwords = EmailPasswordOptions::default()
        .require_email_verification(environment.require_email_verification);
    let limits =
        RateLimitOptions { enabled: environment.rate_limit, ..RateLimitOptions::default() };
    let users = UserManagementPlugin::new().confirm_deletion_by_mail(environment.delete_by_mail);
    let organizations = OrganizationOptions::default().dynamic_roles(true).teams(true);
    let mut builder = BetterAuth::builder(adapter)
        .app_name("Full server")
        .secret(environment.secret.clone())
        .base_url(&environment.base_url)
        .rate_limit(limits)
        .mail_templates(HtmlTemplates::new())
        .plugin(EmailPasswordPlugin::with(passwords))
        .plugin(EmailVerificationPlugin::new())
        .plugin(PasswordManagementPlugin::new())
        .plugin(SessionManagementPlugin::new())
        .plugin(AccountManagementPlugin::new())
        .plugin(users)
        .plugin(PasskeyPlugin::new())
        .plugin(TwoFactorPlugin::new())
        .plugin(providers::plugin(registered, &environment.base_url)?)
        .plugin(OrganizationPlugin::with(organizations))
        .plugin(ApiKeyPlugin::with(api_keys()))
        .plugin(AdminPlugin::new())
        .plugin(AuditPlugin::new())
        .on_start(OnStart::Migrate);
    if environment.extra_fields {
        builder = builder
            .user_field(Field::text("phone").max_length(32))
            .user_field(Field::one_of("plan", ["free", "pro"]).default("free").read_only())
            .session_field(Field::text("theme"));
    }
    builder = mail::deliver(builder, environment.smtp_url.as_deref())?;
    for origin in &environment.trusted_origins {
        builder = builder.trusted_origin(origin);
    }
    builder.build().await.map_err(environment::by_variable)
}

/// Keys open sessions here, so that they can be tried without a route of the application.
fn api_keys() -> ApiKeyOptions {
    ApiKeyOptions::default()
        .metadata(true)
        .sessions(true)
        .rate_limit(1000, std::time::Duration::from_secs(60))
}

/// Makes the administrator whom the environment names, unless somebody has the address.
async fn appoint(auth: &BetterAuth, environment: &Environment) -> Result<(), BoxError> {
    let Some((address, password)) = &environment.admin else { return Ok(()) };
    let address = address
        .parse()
        .map_err(|_| format!("ADMIN_EMAIL: {address:?} is no address; give one that is"))?;
    let admins = auth.plugin::<AdminPlugin>().ok_or("there is no AdminPlugin")?;
    match admins.ensure_admin(&address, password).await {
        Ok(_) => Ok(()),
        Err(error) if error.status().is_client_error() => {
            Err(format!("ADMIN_PASSWORD: {}; give another one", error.message()).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Resolves at SIGTERM or Ctrl-C.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! {
                    _ = interrupted => {}
                    _ = terminated.recv() => {}
                }
            }
            Err(_) => {
                let _ = interrupted.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupted.await;
    }
}

/// An error and its causes in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
