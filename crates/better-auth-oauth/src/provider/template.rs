use std::borrow::Cow;
use std::collections::BTreeMap;

/// The values of a provider's variables, by name.
pub(crate) type Values = BTreeMap<String, String>;

/// A text with variables in braces: `https://{domain}/oauth2/token`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: Cow<'static, str>,
    has_names: bool,
}

impl Template {
    /// A text whose braces are just braces, as JSON.
    pub fn verbatim(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), has_names: false }
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text with each variable replaced by its value; `None` where one has no value.
    pub(crate) fn fill(&self, values: &Values) -> Option<String> {
        self.fill_with(|name| values.get(name).cloned())
    }

    /// The text with each name in braces replaced by what `value` has for it.
    pub(crate) fn fill_with(&self, value: impl Fn(&str) -> Option<String>) -> Option<String> {
        if !self.has_names {
            return Some(self.text.clone().into_owned());
        }
        let mut filled = String::with_capacity(self.text.len());
        let mut rest = self.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            filled.push_str(before);
            filled.push_str(&value(name)?);
            rest = after;
        }
        filled.push_str(rest);
        Some(filled)
    }

    /// The names in braces.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let parts =
            self.text.split('{').skip(usize::from(self.has_names)).filter(|_| self.has_names);
        parts.filter_map(|part| part.split_once('}')).map(|(name, _)| name)
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Template {
    fn from(text: T) -> Self {
        Self { text: text.into(), has_names: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        Values::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())])
    }

    #[test]
    fn names_in_braces_are_replaced() {
        assert_eq!(Template::from("{a}/x/{b}{a}").fill(&values()).unwrap(), "1/x/21");
        assert_eq!(Template::from("plain").fill(&values()).unwrap(), "plain");
        assert_eq!(Template::from("{a}/{b}").names().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_name_without_value_and_an_open_brace_give_nothing() {
        assert_eq!(Template::from("{a}/{c}").fill(&values()), None);
        assert_eq!(Template::from("{a}/{b").fill(&values()), None);
    }

    #[test]
    fn a_verbatim_text_keeps_its_braces() {
        let text = Template::verbatim("{a}{");
        assert_eq!(text.fill(&values()).unwrap(), "{a}{");
        assert_eq!(text.names().count(), 0);
    }

    #[test]
    fn a_value_is_not_read_for_names() {
        let values = Values::from([("a".to_owned(), "{b}".to_owned())]);
        assert_eq!(Template::from("{a}").fill(&values).unwrap(), "{b}");
    }
}
