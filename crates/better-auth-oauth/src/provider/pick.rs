use std::borrow::Cow;

use serde_json::Value;

use super::Template;

/// Where in a document a text stands. Places are JSON pointers (RFC 6901): `/user/name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick(How);

type Pointer = Cow<'static, str>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum How {
    At(Pointer),
    Joined(Vec<Pointer>),
    Before(Pointer, char),
    Filled(Template),
    Listed { list: Pointer, flag: Pointer, value: Pointer },
}

/// What stands at a place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing, `null` or the empty text.
    Nothing,
    Text(String),
    /// Something that is no text.
    Other,
}

impl Pick {
    /// The text at a place.
    pub fn at(place: impl Into<Cow<'static, str>>) -> Self {
        Self(How::At(place.into()))
    }

    /// The texts at these places with a space between them, as first and last name. Empty ones are
    /// left out.
    pub fn joined<const N: usize>(places: [&'static str; N]) -> Self {
        Self(How::Joined(places.into_iter().map(Cow::Borrowed).collect()))
    }

    /// The text at a place up to this character.
    pub fn before(end: char, place: impl Into<Cow<'static, str>>) -> Self {
        Self(How::Before(place.into(), end))
    }

    /// A text with the texts at the places in braces: `https://cdn.example/{/id}.png`. A text with
    /// other characters than letters, digits, `-`, `_` and `.` is not filled in; the pick is then
    /// nothing.
    pub fn filled(template: impl Into<Template>) -> Self {
        Self(How::Filled(template.into()))
    }

    /// The text at `value` in the first member of a list whose `flag` is `true`.
    pub fn listed(
        list: impl Into<Cow<'static, str>>,
        flag: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(How::Listed { list: list.into(), flag: flag.into(), value: value.into() })
    }

    pub(crate) fn read(&self, document: &Value) -> Found {
        match &self.0 {
            How::At(place) => read(document, place),
            How::Joined(places) => {
                let texts = places.iter().filter_map(|place| text(document, place));
                or_nothing(texts.collect::<Vec<_>>().join(" "))
            }
            How::Before(place, end) => match read(document, place) {
                Found::Text(text) => or_nothing(text.split(*end).next().unwrap_or("").to_owned()),
                other => other,
            },
            How::Filled(template) => {
                let harmless = |place: &str| text(document, place).filter(|text| is_plain(text));
                template.fill_with(harmless).map_or(Found::Nothing, Found::Text)
            }
            How::Listed { list, flag, value } => {
                let mut items = items(document, list);
                let chosen = items.find(|item| item.pointer(flag) == Some(&Value::Bool(true)));
                chosen.map_or(Found::Nothing, |item| read(item, value))
            }
        }
    }
}

impl From<&'static str> for Pick {
    fn from(place: &'static str) -> Self {
        Self::at(place)
    }
}

/// The members of the list at a place; none where there is no list.
pub(crate) fn items<'a>(document: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    document.pointer(list).and_then(Value::as_array).into_iter().flatten()
}

pub(crate) fn text(document: &Value, place: &str) -> Option<String> {
    match read(document, place) {
        Found::Text(text) => Some(text),
        Found::Nothing | Found::Other => None,
    }
}

fn read(document: &Value, place: &str) -> Found {
    match document.pointer(place) {
        None | Some(Value::Null) => Found::Nothing,
        Some(Value::String(text)) => or_nothing(text.clone()),
        Some(_) => Found::Other,
    }
}

fn or_nothing(text: String) -> Found {
    if text.trim().is_empty() { Found::Nothing } else { Found::Text(text) }
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(pick: Pick, document: Value) -> Option<String> {
        match pick.read(&document) {
            Found::Text(text) => Some(text),
            Found::Nothing | Found::Other => None,
        }
    }

    #[test]
    fn a_text_is_read_in_each_way() {
        let document = json!({
            "a": {"b": "x"}, "first": "Ada", "last": "Byron", "url": "https://a.example/p.png?s=1",
            "list": [{"p": false, "v": "no"}, {"p": true, "v": "yes"}, {"p": true, "v": "later"}],
        });
        let read = |pick| found(pick, document.clone()).unwrap();
        assert_eq!(read("/a/b".into()), "x");
        assert_eq!(read(Pick::joined(["/first", "/none", "/last"])), "Ada Byron");
        assert_eq!(read(Pick::before('?', "/url")), "https://a.example/p.png");
        assert_eq!(read(Pick::filled("p/{/first}/{/a/b}")), "p/Ada/x");
        assert_eq!(read(Pick::listed("/list", "/p", "/v")), "yes");
    }

    #[test]
    fn what_is_no_text_is_told_from_what_is_not_there() {
        for nothing in [json!({}), json!({"a": null}), json!({"a": ""}), json!({"a": " "})] {
            assert_eq!(Pick::at("/a").read(&nothing), Found::Nothing, "{nothing}");
        }
        for other in [json!({"a": 1}), json!({"a": ["x"]}), json!({"a": {}}), json!({"a": true})] {
            assert_eq!(Pick::at("/a").read(&other), Found::Other, "{other}");
        }
    }

    #[test]
    fn a_text_can_not_change_the_address_it_is_filled_into() {
        for bad in ["a/b", "..%2f", "a?b", "a#b", "a b", "é"] {
            assert_eq!(found(Pick::filled("https://a/{/x}"), json!({"x": bad})), None, "{bad}");
        }
    }
}
