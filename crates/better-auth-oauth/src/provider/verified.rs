use std::borrow::Cow;

use better_auth_core::Email;
use serde_json::Value;

use super::pick;

type Pointer = Cow<'static, str>;

/// By what a provider says that the address belongs to the user. Places are JSON pointers
/// (RFC 6901).
///
/// An address that counts as verified lets its owner into the account that has it here, so
/// nothing counts by default, and a flag counts only in the one form that the provider documents.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verified {
    /// The provider does not say it: addresses from there are never verified.
    Never,
    /// `true` stands at each of these places. Not `"true"` and not `1`.
    Flags(Vec<Pointer>),
    /// `true` or `"true"` stands there: for providers that document both.
    FlagOrText(Pointer),
    /// The number 1 stands there.
    One(Pointer),
    /// The address stands there: a field that holds confirmed addresses only.
    Address(Pointer),
    /// The list there has a member that holds the address at `address` and `true` at `flag`.
    Listed {
        /// Where the list is.
        list: Pointer,
        /// Where in a member the address is.
        address: Pointer,
        /// Where in a member the flag is.
        flag: Pointer,
    },
    /// The address is a member of one of the lists at these places.
    MemberOf(Vec<Pointer>),
    /// One of these holds.
    AnyOf(Vec<Verified>),
}

impl Verified {
    /// `true` stands at this place, as `email_verified` of OpenID Connect.
    pub fn flag(place: impl Into<Cow<'static, str>>) -> Self {
        Self::Flags(vec![place.into()])
    }

    /// Whether the document says so of this address.
    pub(crate) fn holds(&self, document: &Value, email: &Email) -> bool {
        let is_true = |value: Option<&Value>| value == Some(&Value::Bool(true));
        let is_email = |value: &Value| same(value, email);
        match self {
            Self::Never => false,
            Self::Flags(places) => {
                !places.is_empty() && places.iter().all(|place| is_true(document.pointer(place)))
            }
            Self::FlagOrText(place) => {
                let value = document.pointer(place);
                is_true(value) || value.and_then(Value::as_str) == Some("true")
            }
            Self::One(place) => document.pointer(place).and_then(Value::as_u64) == Some(1),
            Self::Address(place) => document.pointer(place).is_some_and(is_email),
            Self::Listed { list, address, flag } => pick::items(document, list).any(|item| {
                item.pointer(address).is_some_and(is_email) && is_true(item.pointer(flag))
            }),
            Self::MemberOf(lists) => {
                lists.iter().any(|list| pick::items(document, list).any(is_email))
            }
            Self::AnyOf(ways) => ways.iter().any(|way| way.holds(document, email)),
        }
    }
}

fn same(value: &Value, email: &Email) -> bool {
    value.as_str().and_then(|text| text.parse().ok()).is_some_and(|other: Email| other == *email)
}

/// In words, for the documentation.
impl std::fmt::Display for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |place: &Pointer| format!("`{}`", place.trim_start_matches(['/', '+']));
        let all =
            |places: &[Pointer], word: &str| places.iter().map(name).collect::<Vec<_>>().join(word);
        match self {
            Self::Never => f.write_str("never"),
            Self::Flags(places) => f.write_str(&all(places, " and ")),
            Self::FlagOrText(place) | Self::One(place) | Self::Address(place) => {
                f.write_str(&name(place))
            }
            Self::Listed { list, flag, .. } => {
                write!(f, "{} in {}", name(flag), name(list))
            }
            Self::MemberOf(lists) => write!(f, "listed in {}", all(lists, " or ")),
            Self::AnyOf(ways) => {
                let ways: Vec<_> = ways.iter().map(ToString::to_string).collect();
                f.write_str(&ways.join(" or "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(verified: &Verified, document: Value) -> bool {
        verified.holds(&document, &"ada@example.com".parse().unwrap())
    }

    #[test]
    fn oau_07_a_flag_is_the_boolean_true_and_nothing_else() {
        let flag = Verified::flag("/v");
        assert!(holds(&flag, json!({"v": true})));
        for bad in
            [json!(false), json!("true"), json!("false"), json!("0"), json!(1), json!([true])]
        {
            assert!(!holds(&flag, json!({"v": bad})), "{bad}");
        }
        assert!(!holds(&flag, json!({})));
        assert!(!holds(&Verified::Never, json!({"v": true, "email_verified": true})));
        assert!(!holds(&Verified::Flags(Vec::new()), json!({})));
    }

    #[test]
    fn the_text_true_counts_where_it_is_documented() {
        let flag = Verified::FlagOrText("/v".into());
        assert!(holds(&flag, json!({"v": "true"})) && holds(&flag, json!({"v": true})));
        for bad in [json!("TRUE"), json!("1"), json!(1), json!("false"), json!(null)] {
            assert!(!holds(&flag, json!({"v": bad})), "{bad}");
        }
        let one = Verified::One("/v".into());
        assert!(holds(&one, json!({"v": 1})));
        for bad in [json!(2), json!(true), json!("1"), json!(0)] {
            assert!(!holds(&one, json!({"v": bad})), "{bad}");
        }
    }

    #[test]
    fn all_flags_must_hold() {
        let flags = Verified::Flags(vec!["/a".into(), "/b".into()]);
        assert!(holds(&flags, json!({"a": true, "b": true})));
        assert!(!holds(&flags, json!({"a": true})));
    }

    #[test]
    fn a_flag_for_another_address_says_nothing() {
        let listed = Verified::Listed {
            list: "/l".into(),
            address: "/email".into(),
            flag: "/verified".into(),
        };
        let entry = |email: &str, verified: bool| json!({"email": email, "verified": verified});
        assert!(holds(&listed, json!({"l": [entry("Ada@Example.com", true)]})));
        let other = json!({"l": [entry("ada@example.com", false), entry("eve@example.com", true)]});
        assert!(!holds(&listed, other));
        assert!(!holds(&Verified::Address("/c".into()), json!({"c": "eve@example.com"})));
        assert!(holds(&Verified::Address("/c".into()), json!({"c": "ada@example.com"})));
        let member = Verified::MemberOf(vec!["/m".into()]);
        assert!(holds(&member, json!({"m": ["x", "ada@example.com"]})));
        for bad in
            [json!("ada@example.com"), json!(["xada@example.com"]), json!([["ada@example.com"]])]
        {
            assert!(!holds(&member, json!({"m": bad})), "{bad}");
        }
    }
}
