use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Datelike, SecondsFormat};
use serde_json::{Number, Value};

/// Length of a text without [`Field::max_length`], in characters.
const DEFAULT_LENGTH: usize = 1000;

/// Longest text that can be asked for, in characters: it must fit into a request.
const MAX_LENGTH: usize = 16_384;

/// Longest name, in characters.
const MAX_NAME: usize = 64;

/// The integers that JavaScript can tell apart: ±(2^53 − 1).
const SAFE_INTEGER: i64 = (1 << 53) - 1;

/// A field of users or sessions that the application declares: its name on the wire, its type, and
/// who may set and see it. Unless told otherwise it is optional, and clients set and see it.
#[derive(Debug, Clone)]
pub struct Field {
    pub(super) name: Arc<str>,
    pub(super) kind: Kind,
    pub(super) max_length: Option<usize>,
    pub(super) required: bool,
    pub(super) default: Option<Value>,
    pub(super) read_only: bool,
    pub(super) hidden: bool,
}

/// The types that fields can have.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Text,
    Number,
    Integer,
    Boolean,
    Timestamp,
    OneOf(Vec<String>),
}

/// Why a value can not be that of a field, for `[body.field] reason`.
pub(super) type Reason = Cow<'static, str>;

impl Field {
    fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into().into(),
            kind,
            max_length: None,
            required: false,
            default: None,
            read_only: false,
            hidden: false,
        }
    }

    /// Text of up to 1,000 characters, or [`max_length`](Self::max_length). Of the control
    /// characters only line breaks and tabs are taken.
    pub fn text(name: impl Into<String>) -> Self {
        Self::new(name, Kind::Text)
    }

    /// A number, with or without decimals.
    pub fn number(name: impl Into<String>) -> Self {
        Self::new(name, Kind::Number)
    }

    /// A whole number that a browser can hold: at most 2^53 − 1.
    pub fn integer(name: impl Into<String>) -> Self {
        Self::new(name, Kind::Integer)
    }

    /// True or false.
    pub fn boolean(name: impl Into<String>) -> Self {
        Self::new(name, Kind::Boolean)
    }

    /// A moment, in the form of RFC 3339, of the years 0 to 9999; kept in UTC, to the millisecond.
    /// The npm client makes a `Date` of it.
    pub fn timestamp(name: impl Into<String>) -> Self {
        Self::new(name, Kind::Timestamp)
    }

    /// One of some texts.
    pub fn one_of(
        name: impl Into<String>,
        texts: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::new(name, Kind::OneOf(texts.into_iter().map(Into::into).collect()))
    }

    /// How long a text may be, in characters; at most 16,384.
    #[must_use]
    pub fn max_length(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// Whoever signs up with an address and a password must give it, unless it has a default.
    /// Later it can be changed and not be removed. People who come in by another way, or signed up
    /// before the field was declared, may lack it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// What a new user or session has if nobody gives another value. It is stored: who was there
    /// before the field was declared does not get it.
    #[must_use]
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Clients can not set it: `FIELD_NOT_ALLOWED`.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// It is never on the wire. Clients may still set it, unless it is
    /// [`read_only`](Self::read_only) as well.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// The name on the wire.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether somebody must give it.
    pub(crate) fn is_required(&self) -> bool {
        self.required && self.default.is_none()
    }

    /// Whether clients can not set it.
    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only
    }

    pub(super) fn longest(&self) -> usize {
        self.max_length.unwrap_or(DEFAULT_LENGTH)
    }

    /// Checks a value that was sent as JSON, and brings it into the form that is stored.
    pub(super) fn accept(&self, value: Value) -> Result<Value, Reason> {
        match (&self.kind, value) {
            (Kind::Text, Value::String(text)) => self.accept_text(text),
            (Kind::Number, number @ Value::Number(_)) => Ok(number),
            (Kind::Integer, Value::Number(number)) => {
                let safe = |number: &i64| number.unsigned_abs() <= SAFE_INTEGER.unsigned_abs();
                number.as_i64().filter(safe).map(Value::from).ok_or(expected("integer"))
            }
            (Kind::Boolean, truth @ Value::Bool(_)) => Ok(truth),
            (Kind::Timestamp, Value::String(text)) => {
                moment(&text).map(Value::from).ok_or(expected("date and time of RFC 3339"))
            }
            (Kind::OneOf(texts), Value::String(text)) if texts.contains(&text) => Ok(text.into()),
            (Kind::Text, _) => Err(expected("string")),
            (Kind::Number, _) => Err(expected("number")),
            (Kind::Integer, _) => Err(expected("integer")),
            (Kind::Boolean, _) => Err(expected("boolean")),
            (Kind::Timestamp, _) => Err(expected("date and time of RFC 3339")),
            (Kind::OneOf(texts), _) => {
                Err(Cow::Owned(format!("Invalid input: expected one of {}", texts.join(", "))))
            }
        }
    }

    fn accept_text(&self, text: String) -> Result<Value, Reason> {
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(Cow::Borrowed("must not contain control characters"));
        }
        let longest = self.longest();
        if text.chars().count() > longest {
            return Err(Cow::Owned(format!("must have at most {longest} characters")));
        }
        Ok(Value::String(text))
    }

    /// What a form means, where everything is text. `None`: an input that was left empty.
    pub(super) fn read_form(&self, text: String) -> Option<Value> {
        if text.is_empty() && !matches!(self.kind, Kind::Text) {
            return None;
        }
        let parsed = match self.kind {
            Kind::Number => text.parse().ok().and_then(Number::from_f64).map(Value::from),
            Kind::Integer => text.parse::<i64>().ok().map(Value::from),
            Kind::Boolean => text.parse::<bool>().ok().map(Value::from),
            Kind::Text | Kind::Timestamp | Kind::OneOf(_) => None,
        };
        Some(parsed.unwrap_or(Value::String(text)))
    }

    /// What is wrong with the declaration itself, and what would work.
    pub(super) fn problem(&self) -> Option<(String, &'static str)> {
        if !is_name(&self.name) {
            return Some((
                format!("{:?} can not be a name", &*self.name),
                "give a letter and then letters, digits and `_`, as `phoneNumber`",
            ));
        }
        let name = &self.name;
        if let Some(length) = self.max_length
            && (!matches!(self.kind, Kind::Text) || length == 0 || length > MAX_LENGTH)
        {
            return Some((
                format!("the field {name:?} can not have a length of {length}"),
                "give `max_length` to texts only, 1 to 16384 characters",
            ));
        }
        if let Kind::OneOf(texts) = &self.kind
            && texts.is_empty()
        {
            return Some((format!("the field {name:?} can have no value"), "name its values"));
        }
        let default = self.default.clone()?;
        self.accept(default).err().map(|reason| {
            let problem = format!("the default of the field {name:?} does not fit: {reason}");
            (problem, "give a default that the field itself would take")
        })
    }
}

fn expected(what: &str) -> Reason {
    Cow::Owned(format!("Invalid input: expected {what}"))
}

fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// The wire form of a moment. Not by way of `Timestamp`, which begins in 1970: people have
/// birthdays before that.
fn moment(text: &str) -> Option<String> {
    let millis = DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis();
    let moment = DateTime::from_timestamp_millis(millis)?;
    (0..=9999).contains(&moment.year()).then(|| moment.to_rfc3339_opts(SecondsFormat::Millis, true))
}
