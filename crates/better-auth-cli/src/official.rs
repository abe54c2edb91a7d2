//! The official plugins that have tables. Those without do nothing on the command line.

use better_auth::AuthBuilder;
use better_auth::core::migration::Migrator;
use better_auth::diesel::DieselAdapter;
use better_auth::prelude::*;

use crate::arguments::Common;
use crate::failure::Failure;
use crate::settings::variable;

/// By the names under which their migrations are recorded.
pub(crate) const OFFICIAL: [&str; 6] =
    ["admin", "api-key", "audit", "organization", "passkey", "two-factor"];

/// Those that `--plugins` or `BETTER_AUTH_PLUGINS` names; all of them if neither does.
pub(crate) fn chosen(common: &Common) -> Result<Vec<&'static str>, Failure> {
    let said = variable("BETTER_AUTH_PLUGINS");
    let said = common.plugins.clone().or_else(|| {
        said.map(|names| names.split(',').map(|name| name.trim().to_owned()).collect())
    });
    let Some(names) = said else { return Ok(OFFICIAL.to_vec()) };
    if names == ["none"] {
        return Ok(Vec::new());
    }
    for name in &names {
        check(name)?;
    }
    Ok(OFFICIAL.into_iter().filter(|official| names.iter().any(|name| name == official)).collect())
}

/// Leaves those whose tables the database has.
pub(crate) async fn keep_those_in_use(
    names: &mut Vec<&'static str>,
    adapter: &DieselAdapter,
) -> Result<(), Failure> {
    let applied = adapter.applied_migrations().await?;
    names.retain(|name| applied.iter().any(|applied| applied.owner == *name));
    Ok(())
}

fn check(name: &str) -> Result<(), Failure> {
    if OFFICIAL.contains(&name) {
        return Ok(());
    }
    let message = format!(
        "BETTER_AUTH_PLUGINS, --plugins: {name:?} is no official plugin with tables; give some of \
         {}, or none",
        OFFICIAL.join(",")
    );
    Err(Failure::usage("INVALID_SETTING", message))
}

/// Adds those plugins, as they are by default: their options say nothing about their tables.
pub(crate) fn plug_in(
    mut builder: AuthBuilder<DieselAdapter>,
    names: &[&str],
) -> AuthBuilder<DieselAdapter> {
    for name in names {
        builder = match *name {
            "admin" => builder.plugin(AdminPlugin::new()),
            "api-key" => builder.plugin(ApiKeyPlugin::new()),
            "audit" => builder.plugin(AuditPlugin::new()),
            "organization" => builder.plugin(OrganizationPlugin::new()),
            "passkey" => builder.plugin(PasskeyPlugin::new()),
            "two-factor" => builder.plugin(TwoFactorPlugin::new()),
            _ => builder,
        };
    }
    builder
}
