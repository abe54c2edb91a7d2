//! The commands for applications that use the official plugins.

use std::process::ExitCode;

fn main() -> ExitCode {
    better_auth_cli::Cli::official().main()
}
