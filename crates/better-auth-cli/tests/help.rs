use crate::program::{COMMANDS, Program};

#[test]
fn every_command_explains_itself_with_examples() {
    for command in COMMANDS {
        let help = Program::new().run([command, "--help"]).expect(0).out;
        assert!(help.contains("Examples:") && help.contains("better-auth "), "{command}: {help}");
        assert!(help.contains("--json") && help.contains("{\"ok\":true"), "{command}: {help}");
    }
}

#[test]
fn the_help_names_every_command_the_settings_and_the_exit_codes() {
    let help = Program::new().run(["--help"]).expect(0).out;
    let named = ["DATABASE_URL", "BETTER_AUTH_SECRET", "Exit codes: 0", "sqlite://app.db"];
    for word in COMMANDS.iter().chain(&named) {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn no_command_is_missing_in_the_tests() {
    let help = Program::new().run(["--help"]).expect(0).out;
    let (_, commands) = help.split_once("Commands:").unwrap();
    let (commands, _) = commands.split_once("Options:").unwrap();
    let names = commands.lines().filter_map(|line| line.split_whitespace().next());
    let mut names: Vec<_> = names.filter(|name| *name != "help").collect();
    names.sort_unstable();
    assert_eq!(names, COMMANDS);
}

#[test]
fn a_call_that_is_not_understood_is_a_wrong_call() {
    let ended = Program::new().run(["migrat"]).expect(2);
    assert!(ended.out.is_empty() && ended.err.contains("migrat"), "{ended:?}");
    Program::new().run(["status", "--json", "--no-such-thing"]).expect(2).refusal("USAGE", &[]);
    Program::new().run([]).expect(2);
}

#[test]
fn the_version_is_that_of_the_crate() {
    let out = Program::new().run(["--version"]).expect(0).out;
    assert_eq!(out.trim(), concat!("better-auth ", env!("CARGO_PKG_VERSION")));
}
