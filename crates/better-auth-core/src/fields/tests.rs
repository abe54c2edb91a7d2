use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::ApiError;
use crate::extract::Spelling;

fn set(fields: Vec<Field>) -> FieldSet {
    FieldSet::check("user_field", fields, BTreeSet::from(["email".to_owned()])).unwrap()
}

fn given(body: Value) -> GivenFields {
    serde_json::from_value(body).unwrap()
}

fn sign_up(field: Field, body: Value) -> Result<Value, ApiError> {
    let values = set(vec![field]).at_sign_up(given(body), Spelling::Json)?;
    Ok(values.deserialize().unwrap())
}

/// What became of one value of one field; `Err` is the message.
fn accepted(field: Field, value: Value) -> Result<Value, String> {
    match sign_up(field, json!({ "x": value })) {
        Ok(values) => Ok(values["x"].clone()),
        Err(error) => {
            assert_eq!(error.code(), "VALIDATION_ERROR");
            Err(error.message().to_owned())
        }
    }
}

#[test]
fn each_type_takes_its_own_values_and_no_others() {
    type Case = (fn() -> Field, Value, [Value; 4]);
    let cases: [Case; 6] = [
        (|| Field::text("x"), json!("a\nb"), [json!(1), json!(true), json!([]), json!({})]),
        (|| Field::number("x"), json!(1.5), [json!("1.5"), json!(true), json!([]), json!({})]),
        (|| Field::integer("x"), json!(-7), [json!("7"), json!(1.5), json!(1u64 << 53), json!([])]),
        (|| Field::boolean("x"), json!(false), [json!("false"), json!(0), json!([]), json!({})]),
        (
            || Field::timestamp("x"),
            json!("1815-12-10T00:00:00.000Z"),
            [json!("1815-12-10"), json!(0), json!(true), json!("10000-01-01T00:00:00Z")],
        ),
        (
            || Field::one_of("x", ["free", "pro"]),
            json!("pro"),
            [json!("gold"), json!("Pro"), json!(1), json!(["pro"])],
        ),
    ];
    for (field, good, bad) in cases {
        assert_eq!(accepted(field(), good.clone()), Ok(good));
        for value in bad {
            let message = accepted(field(), value.clone()).unwrap_err();
            assert!(message.starts_with("[body.x] Invalid input: expected "), "{value}: {message}");
        }
    }
    assert_eq!(
        accepted(Field::one_of("x", ["free", "pro"]), json!("gold")).unwrap_err(),
        "[body.x] Invalid input: expected one of free, pro"
    );
}

#[test]
fn a_text_has_a_length_in_characters_and_no_control_characters() {
    let field = || Field::text("x").max_length(3);
    assert_eq!(accepted(field(), json!("äöü")), Ok(json!("äöü")));
    assert_eq!(
        accepted(field(), json!("abcd")).unwrap_err(),
        "[body.x] must have at most 3 characters"
    );
    assert!(accepted(Field::text("x"), json!("a".repeat(1000))).is_ok());
    assert!(accepted(Field::text("x"), json!("a".repeat(1001))).is_err());
    assert!(accepted(Field::text("x"), json!("a\u{0}b")).is_err());
}

#[test]
fn a_moment_is_kept_in_utc_to_the_millisecond() {
    let kept = |text: &str| accepted(Field::timestamp("x"), json!(text)).unwrap();
    assert_eq!(kept("2026-03-04T06:06:07.12+01:00"), "2026-03-04T05:06:07.120Z");
    assert_eq!(kept("2026-03-04T05:06:07.123456789Z"), "2026-03-04T05:06:07.123Z");
}

#[test]
fn in_a_form_everything_is_text() {
    let fields = set(vec![
        Field::number("height"),
        Field::integer("age"),
        Field::boolean("news"),
        Field::text("phone"),
        Field::integer("empty").default(3),
    ]);
    let body = json!({"height": "1.8", "age": "36", "news": "true", "phone": "12", "empty": ""});
    let values = fields.at_sign_up(given(body.clone()), Spelling::Form).unwrap();
    let expected = json!({"height": 1.8, "age": 36, "news": true, "phone": "12", "empty": 3});
    assert_eq!(values.deserialize::<Value>().unwrap(), expected);
    assert!(fields.at_sign_up(given(body), Spelling::Json).is_err());
    for (name, text) in [("height", "NaN"), ("height", "tall"), ("age", "1.5"), ("news", "on")] {
        let refused = fields.at_sign_up(given(json!({ name: text })), Spelling::Form).unwrap_err();
        assert!(refused.message().starts_with(&format!("[body.{name}] ")), "{refused}");
    }
}

#[test]
fn a_required_field_is_given_or_has_a_default() {
    let required = || Field::text("x").required();
    for body in [json!({}), json!({ "x": null })] {
        let error = sign_up(required(), body).unwrap_err();
        assert_eq!((error.code(), error.message()), ("MISSING_FIELD", "x is required"));
    }
    assert_eq!(sign_up(required().default("d"), json!({})).unwrap(), json!({ "x": "d" }));
    assert_eq!(sign_up(Field::text("x"), json!({})).unwrap(), json!({}));
    let without = sign_up(Field::text("x").default("d"), json!({ "x": null })).unwrap();
    assert_eq!(without, json!({}));
}

#[test]
fn what_clients_can_not_set_is_refused_whatever_its_value() {
    let fields = set(vec![Field::text("plan").default("free").read_only()]);
    for value in [json!("free"), json!("pro"), json!(null), json!("")] {
        let body = json!({ "plan": value });
        let error = fields.at_sign_up(given(body.clone()), Spelling::Json).unwrap_err();
        assert_eq!(error.code(), "FIELD_NOT_ALLOWED");
        assert_eq!(fields.changes(given(body)).unwrap_err().code(), "FIELD_NOT_ALLOWED");
    }
}

#[test]
fn server_code_sets_every_field_within_its_type() {
    let fields = set(vec![
        Field::text("plan").read_only(),
        Field::integer("age"),
        Field::text("phone").required(),
    ]);
    let changes = AdditionalChanges::new().set("plan", "pro").clear("age");
    assert_eq!(fields.checked(changes.clone()).unwrap(), changes);
    let code = |changes| fields.checked(changes).unwrap_err().code();
    assert_eq!(code(AdditionalChanges::new().set("age", "old")), "VALIDATION_ERROR");
    assert_eq!(code(AdditionalChanges::new().clear("phone")), "VALIDATION_ERROR");
    assert_eq!(code(AdditionalChanges::new().set("other", 1)), "INTERNAL_SERVER_ERROR");
}

#[test]
fn changes_touch_what_they_name_and_nothing_else() {
    let mut values = Additional::from_store(Some(r#"{"a":1,"b":2}"#.to_owned()));
    AdditionalChanges::new().set("c", 3).clear("a").apply(&mut values);
    assert_eq!(values.to_store().unwrap(), r#"{"b":2,"c":3}"#);
    AdditionalChanges::new().clear("b").clear("c").apply(&mut values);
    assert_eq!(values.to_store(), None);
}

#[test]
fn what_is_hidden_is_not_shown_and_the_rest_in_the_order_of_declaration() {
    let fields = set(vec![Field::text("z"), Field::text("secret").hidden(), Field::text("a")]);
    let values = Additional::from_store(Some(r#"{"a":"1","secret":"2","old":"3"}"#.to_owned()));
    let shown = serde_json::to_string(&fields.shown(&values)).unwrap();
    assert_eq!(shown, r#"{"z":null,"a":"1"}"#);
}

#[test]
fn a_column_that_holds_no_object_counts_as_empty() {
    for text in ["", "[]", "{", "null"] {
        assert!(Additional::from_store(Some(text.to_owned())).is_empty());
    }
}

#[test]
fn debug_shows_no_value() {
    let values = Additional::from_store(Some(r#"{"iban":"DE12"}"#.to_owned()));
    let changes = AdditionalChanges::new().set("iban", "DE12");
    let input = given(json!({ "iban": "DE12" }));
    let shown = set(vec![Field::text("iban")]).shown(&values);
    let text = format!("{values:?} {changes:?} {input:?} {shown:?}");
    assert!(!text.contains("DE12"), "{text}");
}
