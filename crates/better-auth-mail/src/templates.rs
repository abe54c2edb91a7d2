//! Mails in text and HTML, from templates that the application can replace.

mod builtin;
mod engine;
mod error;
mod overrides;

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use better_auth_core::Email;
use better_auth_core::mail::{Mail, Message, PlainTemplates, TemplateError, Templates};
use minijinja::{Environment, Value};

pub use error::HtmlTemplatesError;

/// Writes mails in text and HTML.
///
/// Each kind of message has built-in words. An application replaces them one by one, with
/// templates in the language of [`minijinja`](https://docs.rs/minijinja): a subject, a text and
/// an HTML page.
///
/// | Kind | Values beside `app_name` and `to` |
/// |---|---|
/// | `verify-email` | `name`, `url` |
/// | `reset-password` | `name`, `url`, `expires_in` |
/// | `confirm-email-change` | `new_email`, `url` |
/// | `verify-new-email` | `url` |
/// | `email-changed` | `new_email` |
/// | `password-changed` | |
/// | `second-factor-changed` | `state`: `on` or `off` |
/// | `passkeys-changed` | `change`: `added` or `removed` |
/// | `accounts-changed` | `way`: `a password` or the id of a provider, `change`: `added to` or `removed from` |
/// | `delete-account` | `url` |
/// | `one-time-code` | `code`, `expires_in` |
/// | `invitation` | `organization`, `inviter`, `url` |
/// | `sign-up-with-existing-address` | |
///
/// `name` is empty where a mail program would make a link of it. An HTML template begins with
/// `{% extends "layout.html" %}` and fills the blocks `title`, `preview` and `body`, or is a page
/// of its own. `{% from "parts.html" import button, code_box, small %}` brings the parts of the
/// built-in pages.
///
/// ```
/// use better_auth_mail::HtmlTemplates;
///
/// let templates = HtmlTemplates::new().with(
///     "one-time-code",
///     "{{ code }} ist dein Code",
///     "Dein Code:\n\n{{ code }}\n\nEr gilt {{ expires_in }}.\n",
///     r#"{% extends "layout.html" %}{% block body %}<p>Dein Code: {{ code }}</p>{% endblock %}"#,
/// )?;
/// # Ok::<(), better_auth_mail::HtmlTemplatesError>(())
/// ```
///
/// # Protects from
/// Markup in values (escaped in HTML), values that add headers or lines, and templates that would
/// fail when the first person waits for a mail: each is tried out when it is added.
///
/// # Does not protect from
/// Templates that switch escaping off (`|safe`).
#[derive(Clone)]
pub struct HtmlTemplates {
    engine: Environment<'static>,
    /// Kinds whose subject and text are the application's own.
    replaced: HashSet<&'static str>,
}

impl Default for HtmlTemplates {
    fn default() -> Self {
        Self::new()
    }
}

impl HtmlTemplates {
    /// The built-in templates.
    pub fn new() -> Self {
        Self { engine: engine::with_builtins(), replaced: HashSet::new() }
    }

    /// Replaces the words of one kind of message.
    ///
    /// # Errors
    /// [`HtmlTemplatesError`] when there is no such kind, when a template does not compile, or
    /// when it uses a value that the message does not have.
    pub fn with(
        mut self,
        kind: &str,
        subject: &str,
        text: &str,
        html: &str,
    ) -> Result<Self, HtmlTemplatesError> {
        let sample = sample(kind)?;
        for (suffix, source) in [("subject.txt", subject), ("txt", text), ("html", html)] {
            self.add(format!("{}.{suffix}", sample.kind()), source)?;
        }
        self.replaced.insert(sample.kind());
        self.try_out(&sample)?;
        Ok(self)
    }

    /// Replaces the page around the words of all HTML parts. It has the blocks `title`,
    /// `preview` (what a list of mails shows) and `body`.
    ///
    /// # Errors
    /// [`HtmlTemplatesError`] as for [`HtmlTemplates::with`].
    pub fn with_layout(mut self, html: &str) -> Result<Self, HtmlTemplatesError> {
        self.add(engine::LAYOUT.to_owned(), html)?;
        self.no_unknown_values(engine::LAYOUT, &engine::COMMON)?;
        for sample in Message::samples() {
            self.try_out(&sample)?;
        }
        Ok(self)
    }

    /// Replaces what is in a folder: `layout.html`, and for each kind of message
    /// `<kind>.subject.txt`, `<kind>.txt` and `<kind>.html`, all three or none.
    ///
    /// # Errors
    /// [`HtmlTemplatesError`] as for [`HtmlTemplates::with`], when a file can not be read, and
    /// when a file has a name that means nothing here.
    pub fn with_folder(self, folder: impl AsRef<Path>) -> Result<Self, HtmlTemplatesError> {
        overrides::read(self, folder.as_ref())
    }

    fn add(&mut self, name: String, source: &str) -> Result<(), HtmlTemplatesError> {
        let added = self.engine.add_template_owned(name.clone(), source.to_owned());
        added.map_err(|error| HtmlTemplatesError::template(name, &error))
    }

    /// Renders a sample, and looks at the branches that it does not walk.
    fn try_out(&self, sample: &Message) -> Result<(), HtmlTemplatesError> {
        for name in self.names(sample.kind()) {
            self.no_unknown_values(&name, &engine::value_names(sample))?;
        }
        let to = Email::from_store("ada@example.com".to_owned());
        let values = engine::values(&to, "Example", sample);
        for name in self.names(sample.kind()) {
            let rendered = self.part(&name, &values);
            rendered.map_err(|error| HtmlTemplatesError::template(name, &error))?;
        }
        Ok(())
    }

    fn no_unknown_values(&self, name: &str, known: &[&str]) -> Result<(), HtmlTemplatesError> {
        let failed = |error| HtmlTemplatesError::template(name.to_owned(), &error);
        let template = self.engine.get_template(name).map_err(failed)?;
        let unknown = template.undeclared_variables(false).into_iter();
        let mut unknown: Vec<_> = unknown.filter(|name| !known.contains(&name.as_str())).collect();
        unknown.retain(|name| !self.engine.globals().any(|(global, _)| global == name));
        unknown.sort();
        match unknown.into_iter().next() {
            None => Ok(()),
            Some(value) => Err(HtmlTemplatesError::unknown_value(name, value, known)),
        }
    }

    fn names(&self, kind: &str) -> Vec<String> {
        let suffixes: &[_] = match self.replaced.contains(kind) {
            true => &["subject.txt", "txt", "html"],
            false => &["html"],
        };
        suffixes.iter().map(|suffix| format!("{kind}.{suffix}")).collect()
    }

    fn part(&self, name: &str, values: &Value) -> Result<String, minijinja::Error> {
        self.engine.get_template(name)?.render(values.clone())
    }
}

impl Templates for HtmlTemplates {
    fn render(&self, to: &Email, app_name: &str, message: &Message) -> Result<Mail, TemplateError> {
        let kind = message.kind();
        let values = engine::values(to, app_name, message);
        let part = |suffix: &str| {
            self.part(&format!("{kind}.{suffix}"), &values)
                .map_err(|error| TemplateError(engine::located(&error).into()))
        };
        let mail = if self.replaced.contains(kind) {
            let subject = part("subject.txt")?;
            Mail::new(to.clone(), subject.trim(), format!("{}\n", part("txt")?.trim_end()))
        } else {
            PlainTemplates.render(to, app_name, message)?
        };
        Ok(mail.with_html(part("html")?))
    }
}

/// Shows which kinds the application replaced.
impl fmt::Debug for HtmlTemplates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HtmlTemplates").field("replaced", &self.replaced).finish_non_exhaustive()
    }
}

fn sample(kind: &str) -> Result<Message, HtmlTemplatesError> {
    let found = Message::samples().into_iter().find(|sample| sample.kind() == kind);
    found.ok_or_else(|| HtmlTemplatesError::UnknownKind(kind.to_owned()))
}
