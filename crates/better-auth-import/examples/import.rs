//! Takes a database of the npm package over, into an application that has every plugin, and prints
//! the report as JSON. Configured by `SOURCE_URL`, `SOURCE_SECRET`, `DATABASE_URL` and
//! `BETTER_AUTH_SECRET`; `DRY_RUN=true` writes nothing.

use std::error::Error;

use better_auth_admin::AdminPlugin;
use better_auth_api_key::ApiKeyPlugin;
use better_auth_audit::AuditPlugin;
use better_auth_core::BetterAuth;
use better_auth_core::auth::OnStart;
use better_auth_core::fields::Field;
use better_auth_diesel::DieselAdapter;
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_import::{Import, Source};
use better_auth_organization::{OrganizationOptions, OrganizationPlugin};
use better_auth_passkey::PasskeyPlugin;
use better_auth_two_factor::TwoFactorPlugin;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let variable = |name| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let adapter = DieselAdapter::connect(&variable("DATABASE_URL")?).await?;
    let organizations = OrganizationOptions::default().dynamic_roles(true).teams(true);
    // As examples/full-server has them, which goes on with the database.
    let site = BetterAuth::builder(adapter.clone())
        .secret(variable("BETTER_AUTH_SECRET")?)
        .plugin(EmailPasswordPlugin::new())
        .plugin(PasskeyPlugin::new())
        .plugin(AdminPlugin::new())
        .plugin(TwoFactorPlugin::new())
        .plugin(OrganizationPlugin::with(organizations))
        .plugin(ApiKeyPlugin::new())
        .plugin(AuditPlugin::new())
        .user_field(Field::text("phone").max_length(32))
        .user_field(Field::one_of("plan", ["free", "pro"]).default("free").read_only())
        .session_field(Field::text("theme"))
        .on_start(OnStart::Migrate)
        .build()
        .await?;
    let source = Source::open(&variable("SOURCE_URL")?).await?.secret(variable("SOURCE_SECRET")?);
    let dry_run = variable("DRY_RUN").is_ok_and(|text| text == "true");
    let auth = site.auth();
    let import = Import::new(&auth, &adapter, &source).dry_run(dry_run);
    let tell =
        |at: better_auth_import::Progress<'_>| eprintln!("{} {}/{}", at.table, at.done, at.rows);
    let report = import.progress(tell).run().await?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    auth.stop().await;
    Ok(())
}
