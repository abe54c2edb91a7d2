//! The files of a new plugin crate: `xtask/templates/plugin`, with the name filled in.

use crate::new_plugin::name::PluginName;

/// Path, and the text.
type Template = (&'static str, &'static str);

macro_rules! template {
    ($path:literal from $file:literal) => {
        ($path, include_str!(concat!("../../templates/plugin/", $file)))
    };
    ($file:literal) => {
        template!($file from $file)
    };
}

/// What every plugin has.
const COMMON: [Template; 4] = [
    template!("README.md"),
    template!("src/options.rs"),
    template!("src/error.rs"),
    template!("tests/main.rs"),
];

/// The rooms of a plugin that keeps nothing of its own.
const PLAIN: [Template; 7] = [
    template!("Cargo.toml"),
    template!("src/lib.rs"),
    template!("src/plugin.rs"),
    template!("src/routes.rs"),
    template!("src/routes/{{snake}}_status.rs" from "src/routes/status.rs"),
    template!("tests/routes.rs"),
    template!("tests/routes/{{snake}}_status.rs" from "tests/routes/status.rs"),
];

/// The rooms of a plugin with a table.
const WITH_STORE: [Template; 9] = [
    template!("Cargo.toml" from "store/Cargo.toml"),
    template!("src/lib.rs" from "store/src/lib.rs"),
    template!("src/plugin.rs" from "store/src/plugin.rs"),
    template!("src/routes.rs" from "store/src/routes.rs"),
    template!("src/routes/{{snake}}_count.rs" from "store/src/routes/count.rs"),
    template!("src/store.rs" from "store/src/store.rs"),
    template!("src/store/diesel.rs" from "store/src/store/diesel.rs"),
    template!("tests/routes.rs" from "store/tests/routes.rs"),
    template!("tests/routes/{{snake}}_count.rs" from "store/tests/routes/count.rs"),
];

/// The table, for each database.
const MIGRATIONS: [Template; 6] = [
    template!("sqlite/0001_create/up.sql" from "store/migrations/up.sql"),
    template!("sqlite/0001_create/down.sql" from "store/migrations/down.sql"),
    template!("postgres/0001_create/up.sql" from "store/migrations/up.sql"),
    template!("postgres/0001_create/down.sql" from "store/migrations/down.sql"),
    template!("mysql/0001_create/up.sql" from "store/migrations/up.mysql.sql"),
    template!("mysql/0001_create/down.sql" from "store/migrations/down.sql"),
];

/// The files of a new crate: path from the workspace's root, and the text.
pub(crate) fn files(name: &PluginName, with_store: bool) -> Vec<(String, String)> {
    let home = format!("crates/better-auth-{}", name.kebab());
    let tables = format!("migrations/{}", name.kebab());
    let (rooms, migrations): (&[Template], &[Template]) =
        if with_store { (&WITH_STORE, &MIGRATIONS) } else { (&PLAIN, &[]) };
    let rooms = COMMON.iter().chain(rooms).map(|template| filled(&home, template, name));
    rooms.chain(migrations.iter().map(|template| filled(&tables, template, name))).collect()
}

fn filled(folder: &str, (path, text): &Template, name: &PluginName) -> (String, String) {
    (fill(&format!("{folder}/{path}"), name), fill(text, name))
}

/// Puts the name into a template.
pub(crate) fn fill(template: &str, name: &PluginName) -> String {
    template
        .replace("{{kebab}}", name.kebab())
        .replace("{{snake}}", &name.snake())
        .replace("{{Pascal}}", &name.pascal())
        .replace("{{Title}}", &name.title())
}
