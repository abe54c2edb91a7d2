//! The pages say what there is.

use crate::program::COMMANDS;

const PAGE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/command-line.md"));
const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));

#[test]
fn the_page_of_the_documentation_has_a_section_for_every_command() {
    for command in COMMANDS {
        assert!(PAGE.contains(&format!("\n### {command}\n")), "{command}");
    }
}

#[test]
fn the_readme_names_every_command() {
    for command in COMMANDS {
        assert!(README.contains(&format!("`{command}")), "{command}");
    }
}
