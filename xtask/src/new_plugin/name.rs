//! The name of a plugin in the forms that its files need.

use crate::failure::{Failure, Result};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PluginName(String);

impl PluginName {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let part = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        if text.starts_with("better-auth-") || !text.split('-').all(part) {
            return Err(Failure::new(format!(
                "\"{text}\" is no plugin name: write it in kebab case and without \
                 \"better-auth-\", for example two-factor"
            )));
        }
        Ok(Self(text.to_owned()))
    }

    /// `two-factor`
    pub(crate) fn kebab(&self) -> &str {
        &self.0
    }

    /// `two_factor`
    pub(crate) fn snake(&self) -> String {
        self.0.replace('-', "_")
    }

    /// `TwoFactor`
    pub(crate) fn pascal(&self) -> String {
        self.0.split('-').map(capitalised).collect()
    }

    /// `Two factor`
    pub(crate) fn title(&self) -> String {
        capitalised(&self.0.replace('-', " "))
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_four_forms() {
        let name = PluginName::parse("two-factor").unwrap();
        assert_eq!(name.kebab(), "two-factor");
        assert_eq!(name.snake(), "two_factor");
        assert_eq!(name.pascal(), "TwoFactor");
        assert_eq!(name.title(), "Two factor");
    }

    #[test]
    fn other_spellings_are_refused() {
        for name in ["", "TwoFactor", "two_factor", "-two", "two--factor", "../x", "better-auth-x"]
        {
            assert!(PluginName::parse(name).is_err(), "{name}");
        }
    }
}
