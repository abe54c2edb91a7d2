//! Writes one mail of each kind, to look at.

use std::path::Path;
use std::process::ExitCode;

use better_auth_mail::{HtmlTemplates, Sender, preview};

const HELP: &str = "\
Writes one mail of each kind as .eml and .html, to look at

Usage: cargo run -p better-auth-mail --example preview -- FOLDER [TEMPLATES]

  FOLDER     where the mails go; it is made if it is not there
  TEMPLATES  a folder with templates of your own, see HtmlTemplates::with_folder";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["-h" | "--help"] => {
            println!("{HELP}");
            Ok(())
        }
        [folder] if !folder.starts_with('-') => write(folder, None),
        [folder, templates] if !folder.starts_with('-') => write(folder, Some(templates)),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    done.map_or_else(failed, |()| ExitCode::SUCCESS)
}

fn write(folder: &str, own: Option<&str>) -> Result<(), Box<dyn std::error::Error>> {
    let mut templates = HtmlTemplates::new();
    if let Some(own) = own {
        templates = templates.with_folder(own)?;
    }
    let from = Sender::new("Example", "no-reply@example.com")?;
    for path in preview(&templates, "Example", &from, Path::new(folder))? {
        println!("{}", path.display());
    }
    Ok(())
}

fn failed(error: Box<dyn std::error::Error>) -> ExitCode {
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}
