use std::borrow::Cow;

use super::address;

/// What an application tells about its side of a provider beside client id and secret: a tenant,
/// a domain, a region. A declaration uses it in braces, as in `https://{domain}/oauth2/token`.
///
/// A value is checked for its kind, so that it can not change the rest of the URL it goes into.
#[derive(Debug, Clone)]
pub struct Variable {
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: VariableKind,
    pub(crate) meaning: Cow<'static, str>,
    pub(crate) default: Option<Cow<'static, str>>,
    pub(crate) optional: bool,
}

/// What the value of a [`Variable`] can be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VariableKind {
    /// A host name, as `login.example.com`; `https://` in front of it is taken off.
    Host,
    /// Letters, digits, `-`, `_` and `.`: one part of a path or of a host name.
    Segment,
    /// An https URL without query, as `https://gitlab.example.com`; a slash at its end is taken off.
    Url,
    /// Any text. It goes into parameters only, never into the address.
    Text,
    /// One of a few words; each stands for a text.
    Choice(Vec<(Cow<'static, str>, Cow<'static, str>)>),
}

impl Variable {
    fn new(name: impl Into<Cow<'static, str>>, kind: VariableKind) -> Self {
        Self { name: name.into(), kind, meaning: "".into(), default: None, optional: false }
    }

    /// A host name.
    pub fn host(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, VariableKind::Host)
    }

    /// One part of a path or of a host name.
    pub fn segment(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, VariableKind::Segment)
    }

    /// An https URL without query.
    pub fn url(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, VariableKind::Url)
    }

    /// Any text, for a parameter.
    pub fn text(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, VariableKind::Text)
    }

    /// One of a few words, and the text that each stands for.
    pub fn choice<const N: usize>(
        name: impl Into<Cow<'static, str>>,
        choices: [(&'static str, &'static str); N],
    ) -> Self {
        let choices = choices.into_iter().map(|(word, text)| (word.into(), text.into()));
        Self::new(name, VariableKind::Choice(choices.collect()))
    }

    /// What it is, for the documentation.
    #[must_use]
    pub fn meaning(mut self, meaning: impl Into<Cow<'static, str>>) -> Self {
        self.meaning = meaning.into();
        self
    }

    /// The value where the application gives none.
    #[must_use]
    pub fn default(mut self, default: impl Into<Cow<'static, str>>) -> Self {
        self.default = Some(default.into());
        self
    }

    /// The application may leave it out; the parameters that use it are then not sent.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Whether the application must give it.
    pub fn is_required(&self) -> bool {
        self.default.is_none() && !self.optional
    }

    /// Whether values of its kind can not change the address they are put into.
    pub(crate) fn fits_into_an_address(&self) -> bool {
        self.kind != VariableKind::Text
    }

    /// The value as it goes into a template; `None` where it is none of its kind.
    pub(crate) fn accept(&self, value: &str) -> Option<String> {
        match &self.kind {
            VariableKind::Host => {
                let host = value.strip_prefix("https://").unwrap_or(value);
                let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
                (!host.is_empty() && host.chars().all(letters)).then(|| host.to_owned())
            }
            VariableKind::Segment => {
                let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
                let dots_only = value.chars().all(|c| c == '.');
                (!dots_only && value.chars().all(letters)).then(|| value.to_owned())
            }
            VariableKind::Url => {
                let base = value.trim_end_matches('/');
                let url = address::parse(base).ok()?;
                let plain = url.query().is_none() && url.fragment().is_none();
                (plain && !base.contains(['{', '}'])).then(|| base.to_owned())
            }
            VariableKind::Text => Some(value.to_owned()),
            VariableKind::Choice(choices) => {
                let chosen = choices.iter().find(|(word, _)| word == value);
                chosen.map(|(_, text)| text.clone().into_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_can_not_leave_its_place_in_the_address() {
        for bad in ["", "a/b", "a@b", "a:1", "a?b", "a#b", "a b", "a%2fb", "\\", "{a}", "ä.example"]
        {
            assert_eq!(Variable::host("h").accept(bad), None, "host {bad:?}");
            assert_eq!(Variable::segment("s").accept(bad), None, "segment {bad:?}");
        }
        for bad in [".", "..", "..."] {
            assert_eq!(Variable::segment("s").accept(bad), None, "segment {bad:?}");
        }
        for bad in ["", "x", "http://a.example", "https://a.example?x", "https://a.example/#x"] {
            assert_eq!(Variable::url("u").accept(bad), None, "url {bad:?}");
        }
    }

    #[test]
    fn a_value_is_taken_in_its_plain_form() {
        assert_eq!(Variable::host("h").accept("https://a.example").unwrap(), "a.example");
        assert_eq!(Variable::segment("s").accept("eu-west_1.x").unwrap(), "eu-west_1.x");
        assert_eq!(
            Variable::url("u").accept("https://a.example/x/").unwrap(),
            "https://a.example/x"
        );
        let choice = Variable::choice("c", [("live", ""), ("sandbox", ".sandbox")]);
        assert_eq!(choice.accept("sandbox").unwrap(), ".sandbox");
        assert_eq!(choice.accept("other"), None);
    }
}
