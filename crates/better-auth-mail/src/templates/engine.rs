//! The template engine, set up so that nothing goes wrong silently.

use better_auth_core::Email;
use better_auth_core::mail::Message;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};

use crate::templates::builtin;

/// The page around the words.
pub(super) const LAYOUT: &str = "layout.html";

/// A value that is not there is an error, not an empty place in somebody's mail.
pub(super) fn with_builtins() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_formatter(write_value);
    for (name, source) in builtin::ALL {
        #[expect(clippy::expect_used, reason = "fixed text; a test compiles each of them")]
        engine.add_template(name, source).expect("a built-in template compiles");
    }
    engine
}

/// What every template of a message may use.
pub(super) fn values(to: &Email, app_name: &str, message: &Message) -> Value {
    let app_name = app_name.chars().filter(|c| !c.is_control()).collect();
    let common = [("app_name", app_name), ("to", to.as_str().to_owned())];
    Value::from_pairs(common.into_iter().chain(message.values()))
}

/// What every template may use.
pub(super) const COMMON: [&str; 2] = ["app_name", "to"];

pub(super) fn value_names(message: &Message) -> Vec<&'static str> {
    let own = message.values().into_iter().map(|(name, _)| name);
    COMMON.into_iter().chain(own).collect()
}

/// An error in one line, with the line of the template.
pub(super) fn located(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Escapes what HTML needs and no more: the engine's own escaping turns each `/` of a URL into
/// six characters, which no mail needs and nobody can read.
fn write_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    if *state.auto_escape() != AutoEscape::Html || value.is_safe() {
        return minijinja::escape_formatter(out, state, value);
    }
    out.write_str(&escaped(&value.to_string())).map_err(Error::from)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_leaves_neither_text_nor_attribute() {
        assert_eq!(escaped(r#"<a b='c'>&"/"#), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;/");
    }

    #[test]
    fn every_built_in_template_compiles_and_belongs_to_a_message() {
        let engine = with_builtins();
        let names: Vec<_> = engine.templates().map(|(name, _)| name.to_owned()).collect();
        for message in Message::samples() {
            assert!(names.contains(&format!("{}.html", message.kind())), "{message:?}");
        }
        assert_eq!(names.len(), Message::samples().len() + 2);
    }
}
