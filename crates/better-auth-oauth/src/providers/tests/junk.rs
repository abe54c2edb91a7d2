//! No answer whatever makes a declaration panic or break the bounds of a profile.

use better_auth_core::profile::{check_image, check_name};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::provider::{Client, Profile, ProfileDocument};
use crate::providers;

use super::{Example, client};

fn clients() -> Vec<Client> {
    providers::all().into_iter().map(client).collect()
}

fn is_bounded(profile: &Profile) -> bool {
    let name = profile.name.as_deref().is_none_or(|name| check_name("name", name).is_ok());
    let image = profile
        .image
        .as_deref()
        .is_none_or(|image| image.starts_with("https://") && check_image(image).is_ok());
    let id = (1..=255).contains(&profile.id.len())
        && profile.id.bytes().all(|b| (b' '..=b'~').contains(&b));
    name && image && id && (profile.email.is_ok() || !profile.email_verified)
}

/// JSON in which the words and places of real answers occur.
fn junk() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "id",
        "sub",
        "oid",
        "email",
        "email_verified",
        "verified",
        "name",
        "picture",
        "data",
        "user",
        "result",
        "success",
        "response",
        "resultcode",
        "emails",
        "value",
        "primary",
        "state",
        "0",
        "00",
        "active",
        "true",
        "a@example.com",
        "https://a.example/x",
        "+emails",
        "kakao_account",
    ]);
    let text = prop_oneof![word.clone().prop_map(str::to_owned), ".{0,20}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6).prop_map(|members| {
                let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
                Value::Object(members.collect::<Map<_, _>>())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn oau_24_no_answer_makes_a_declaration_panic(answer in junk(), further in junk()) {
        for client in clients() {
            let Ok(document) = ProfileDocument::new(answer.clone()) else { continue };
            let document = document.with("emails", further.clone()).with("user", further.clone());
            if let Ok(profile) = client.profile(document.with("email", further.clone())) {
                prop_assert!(is_bounded(&profile), "{}: {profile:?}", client.id());
            }
            let _ = client.accepts_claims(&answer);
        }
    }
}

#[test]
fn oau_24_no_single_odd_value_in_a_real_answer_breaks_the_bounds() {
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{0}\r\n\u{202e}"),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!("x".repeat(100_000)),
        json!("javascript:alert(1)"),
        json!("data:text/html,x"),
        json!("https://u:p@a.example/"),
        json!("é@example.com"),
    ];
    for client in clients() {
        let example = Example::of(client.id());
        let mut places = 0;
        example.changed(&mut |_| places += 1);
        for (place, odd) in (0..places).flat_map(|place| odd.iter().map(move |odd| (place, odd))) {
            let mut at = 0;
            let changed = example.changed(&mut |value| {
                if at == place {
                    *value = odd.clone();
                }
                at += 1;
            });
            if let Ok(profile) = changed.read(&client) {
                assert!(is_bounded(&profile), "{}: {profile:?}", client.id());
            }
        }
    }
}
