//! Core names no plugin: a new plugin must not need a change in core.
//!
//! Comments may; they say which plugin owns a column.

use crate::metadata::Package;
use crate::tidy::Findings;
use crate::tidy::arrows::Role;
use crate::tidy::sources::Source;

const CORE: &str = "crates/better-auth-core/src/";

pub(crate) fn check(packages: &[Package], sources: &[Source]) -> Findings {
    let outer = |package: &&Package| is_outer(Role::of(&package.name));
    let plugins = packages.iter().filter(outer);
    let crates: Vec<_> =
        plugins.flat_map(|plugin| [plugin.name.clone(), plugin.name.replace('-', "_")]).collect();
    let types: Vec<_> = sources.iter().filter(is_of_plugin).flat_map(plugin_types).collect();
    let names: Vec<&str> =
        crates.iter().map(String::as_str).chain(types.iter().map(String::as_str)).collect();
    let core = sources.iter().filter(|source| source.path.starts_with(CORE));
    core.flat_map(|source| mentions(source, &names)).collect()
}

fn is_of_plugin(source: &&Source) -> bool {
    let mut parts = source.path.split('/');
    parts.next() == Some("crates") && parts.next().is_some_and(|name| is_outer(Role::of(name)))
}

fn is_outer(role: Role) -> bool {
    matches!(role, Role::Plugin | Role::Service)
}

/// `FooPlugin` of every `pub struct FooPlugin`.
fn plugin_types(source: &Source) -> Vec<String> {
    let declared = source.code().filter_map(|(_, line)| line.trim().strip_prefix("pub struct "));
    let names = declared.filter_map(|rest| rest.split(|c: char| !is_word(c)).next());
    names.filter(|name| name.ends_with("Plugin")).map(str::to_owned).collect()
}

fn mentions(source: &Source, names: &[&str]) -> Findings {
    let mut findings = Findings::new();
    for (number, line) in source.code() {
        for name in names.iter().filter(|name| has_word(line, name)) {
            findings.push(format!("{}:{number}: core must not name {name}", source.path));
        }
    }
    findings
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line.get(..start).and_then(|text| text.chars().next_back());
        let after = line.get(start + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::sources::source;

    fn findings(core: &str) -> Findings {
        let package = Package {
            name: "better-auth-invoice".into(),
            folder: Default::default(),
            features: Vec::new(),
            dependencies: Vec::new(),
        };
        let sources = [
            source("crates/better-auth-invoice/src/plugin.rs", "pub struct InvoicePlugin {}"),
            source("crates/better-auth-core/src/plugin.rs", core),
        ];
        check(&[package], &sources)
    }

    #[test]
    fn a_plugin_in_the_code_of_core_is_found() {
        assert_eq!(
            findings("\nuse better_auth_invoice::X;"),
            ["crates/better-auth-core/src/plugin.rs:2: core must not name better_auth_invoice"]
        );
        assert_eq!(findings("fn f(plugin: InvoicePlugin) {}").len(), 1);
    }

    #[test]
    fn a_comment_may_name_a_plugin() {
        assert_eq!(
            findings("/// Like `InvoicePlugin`.\nlet a = 1; // better-auth-invoice"),
            Findings::new()
        );
    }

    #[test]
    fn a_longer_word_is_another_word() {
        assert_eq!(findings("struct InvoicePlugins; struct MyInvoicePlugin;"), Findings::new());
    }
}
