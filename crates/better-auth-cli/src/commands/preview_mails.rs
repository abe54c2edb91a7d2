use std::path::{Path, PathBuf};

use better_auth::core::Email;
use better_auth::core::mail::{Mail, Message, Templates};
use better_auth::mail::{HtmlTemplates, Sender, preview};
use clap::Args;
use serde_json::json;

use crate::cli::Cli;
use crate::failure::{Failure, chain};
use crate::report::Report;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth preview-mails previews && xdg-open previews/index.html
  better-auth preview-mails previews --templates templates/mail --app-name Example

Writes each mail as .eml for a mail program, as .txt and, where it has such a part, as .html for a
browser, and an index.html. It needs neither a database nor a secret; the links are made up.

Answer with --json:
  {\"ok\":true,\"folder\":\"previews\",\"kinds\":[\"verify-email\",…],\"files\":[\"previews/index.html\",…]}";

/// Shows the mails.
#[derive(Debug, Args)]
pub(crate) struct PreviewMails {
    /// Where they go; the folder is made if it is not there, and files of the same names are replaced
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// A folder with templates, as HtmlTemplates::with_folder reads it
    #[arg(long, value_name = "FOLDER")]
    templates: Option<PathBuf>,
    /// What the application is called
    #[arg(long, value_name = "NAME", default_value = "Example")]
    app_name: String,
    /// The address that the mails are from
    #[arg(long, value_name = "ADDRESS", default_value = "no-reply@example.com")]
    from: String,
}

/// A mail, and what it is about.
type Shown = (&'static str, Mail);

impl PreviewMails {
    pub(crate) fn run(&self, cli: &Cli) -> Result<Report, Failure> {
        let from = Sender::new(&self.app_name, &self.from)
            .map_err(|error| Failure::usage("INVALID_SETTING", format!("--from: {error}")))?;
        let own = self.own_templates()?;
        let templates = own.as_ref().map_or(&*cli.templates, |own| own as &dyn Templates);
        let mut files = preview(templates, &self.app_name, &from, &self.folder)
            .map_err(|error| Failure::refused("PREVIEW_FAILED", chain(&error)))?;
        let shown = self.render(templates)?;
        for (kind, mail) in &shown {
            files.push(self.write(&format!("{kind}.txt"), &mail.text)?);
        }
        files.push(self.write("index.html", &index(&self.app_name, &shown))?);
        let kinds: Vec<_> = shown.iter().map(|(kind, _)| *kind).collect();
        let text = format!("{} mails in {}", kinds.len(), self.folder.join("index.html").display());
        let paths: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
        let folder = self.folder.display().to_string();
        Ok(Report::new(json!({ "folder": folder, "kinds": kinds, "files": paths }), text))
    }

    fn own_templates(&self) -> Result<Option<HtmlTemplates>, Failure> {
        let Some(folder) = &self.templates else { return Ok(None) };
        let templates = HtmlTemplates::new().with_folder(folder).map_err(|error| {
            Failure::usage("INVALID_SETTING", format!("--templates: {}", chain(&error)))
        })?;
        Ok(Some(templates))
    }

    fn render(&self, templates: &dyn Templates) -> Result<Vec<Shown>, Failure> {
        let to = Email::from_store("ada@example.com".to_owned());
        let render = |message: &Message| {
            let mail = templates.render(&to, &self.app_name, message);
            let mail = mail.map_err(|error| Failure::refused("PREVIEW_FAILED", chain(&error)))?;
            Ok((message.kind(), mail))
        };
        Message::samples().iter().map(render).collect()
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.folder.join(name);
        std::fs::write(&path, text).map_err(|error| unwritable(&path, &error))?;
        Ok(path)
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::refused("PREVIEW_FAILED", format!("{} can not be written: {error}", path.display()))
}

/// Every mail with its subject, its text and where its other forms are.
fn index(app_name: &str, shown: &[Shown]) -> String {
    let title = format!("Mails of {}", escaped(app_name));
    let mails: String = shown.iter().map(section).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>body{{font-family:sans-serif;max-width:44rem;margin:2rem auto}}\
         pre{{background:#f4f4f4;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere}}</style>\n\
         <h1>{title}</h1>\n{mails}</html>\n"
    )
}

fn section((kind, mail): &Shown) -> String {
    let html = match mail.html {
        Some(_) => format!("<a href=\"{kind}.html\">HTML</a> "),
        None => String::new(),
    };
    format!(
        "<h2 id=\"{kind}\">{}</h2>\n<p>{kind}: {html}<a href=\"{kind}.txt\">text</a> \
         <a href=\"{kind}.eml\">mail</a></p>\n<pre>{}</pre>\n",
        escaped(&mail.subject),
        escaped(&mail.text)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
