use better_auth_core::Email;
use serde_json::{Value, json};

use crate::provider::{Client, NoEmail, Profile, ProfileError};
use crate::providers;

use super::{Example, client};

fn each(check: impl Fn(&Client, Example)) {
    for provider in providers::all() {
        let example = Example::of(provider.id());
        check(&client(provider), example);
    }
}

fn shown(profile: &Profile) -> Value {
    json!({
        "id": profile.id,
        "email": profile.email.as_ref().ok().map(Email::as_str),
        "email_verified": profile.email_verified,
        "name": profile.name,
        "image": profile.image,
    })
}

/// Whether this is the id, as a text or a number.
fn is_id(value: &Value, id: &Value) -> bool {
    value == id || id.as_str() == Some(&value.to_string())
}

/// The profile that a provider's declaration reads from its example after a change.
fn read(id: &str, change: impl Fn(&mut Example)) -> Result<Profile, ProfileError> {
    let mut example = Example::of(id);
    change(&mut example);
    example.read(&client(providers::find(id).unwrap()))
}

fn is_verified(id: &str, change: impl Fn(&mut Example)) -> bool {
    read(id, change).unwrap().email_verified
}

#[test]
fn the_documented_answer_of_each_provider_is_read() {
    each(|client, example| {
        let profile = example.read(client).unwrap();
        assert_eq!(shown(&profile), example.profile, "{}", client.id());
    });
}

#[test]
fn an_answer_without_an_id_is_refused() {
    each(|client, example| {
        let id = example.profile["id"].clone();
        for nothing in [Value::Null, json!("")] {
            let nameless = example.changed(&mut |value| {
                if is_id(value, &id) {
                    *value = nothing.clone();
                }
            });
            let result = nameless.read(client);
            match client.id() {
                "wechat" => assert_eq!(result.unwrap().id, "oExampleOpenId0123456789abcd"),
                other => assert_eq!(result.unwrap_err(), ProfileError::NoId, "{other}"),
            }
        }
    });
}

#[test]
fn an_id_of_another_type_is_refused() {
    each(|client, example| {
        let id = example.profile["id"].clone();
        for odd in [json!(true), json!(1.5), json!(["x"]), json!({"id": "x"}), json!("x\u{0}")] {
            let changed = example.changed(&mut |value| {
                if is_id(value, &id) {
                    *value = odd.clone();
                }
            });
            assert_eq!(changed.read(client).unwrap_err(), ProfileError::BadId, "{}", client.id());
        }
    });
}

#[test]
fn an_id_that_is_a_number_is_its_digits() {
    each(|client, example| {
        let id = example.profile["id"].clone();
        let changed = example.changed(&mut |value| {
            if *value == id {
                *value = json!(9_007_199_254_740_993_u64);
            }
        });
        let known = ["9007199254740993", id.as_str().unwrap()];
        assert!(known.contains(&changed.read(client).unwrap().id.as_str()), "{}", client.id());
    });
}

#[test]
fn oau_07_an_address_without_the_providers_word_is_not_verified() {
    let says = |value: &Value| [json!(true), json!("true"), json!(1)].contains(value);
    each(|client, example| {
        // The address itself is the word of these two; others need a flag for more.
        let by_address = matches!(client.id(), "microsoft" | "twitter");
        if by_address || example.profile["email_verified"] != true {
            return;
        }
        for unsaid in
            [json!(false), json!("false"), json!("0"), json!(0), json!("yes"), Value::Null]
        {
            let mut places = 0;
            example.changed(&mut |value| places += usize::from(says(value)));
            let without = |place: usize| {
                let mut at = 0;
                let changed = example.changed(&mut |value| {
                    if says(value) {
                        if at == place {
                            *value = unsaid.clone();
                        }
                        at += 1;
                    }
                });
                changed.read(client)
            };
            let mut results = (0..places).map(without);
            let unverified = |profile: Profile| {
                json!(profile.email.unwrap().as_str()) == example.profile["email"]
                    && !profile.email_verified
            };
            assert!(results.any(|result| result.is_ok_and(unverified)), "{} {unsaid}", client.id());
            let nothing_said = example.changed(&mut |value| {
                if says(value) {
                    *value = unsaid.clone();
                }
            });
            assert!(!nothing_said.read(client).is_ok_and(|profile| profile.email_verified));
        }
    });
}

#[test]
fn an_address_that_is_none_is_told_from_none() {
    each(|client, example| {
        let email = example.profile["email"].as_str().unwrap().to_owned();
        let with = |new: Value| {
            let changed = example.changed(&mut |value| {
                if value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(&email)) {
                    *value = new.clone();
                }
            });
            changed.read(client).unwrap()
        };
        if !client.provider().has_email() && client.id() != "twitter" {
            return;
        }
        for odd in
            [json!("not an address"), json!("a@b@example.com"), json!(5), json!(["a@example.com"])]
        {
            let profile = with(odd.clone());
            assert_eq!(profile.email, Err(NoEmail::Unusable), "{} {odd}", client.id());
            assert!(!profile.email_verified);
        }
        let absent = with(Value::Null);
        match client.id() {
            // Its public address takes the place, unverified.
            "github" => assert_eq!(absent.email.unwrap().as_str(), "public@example.com"),
            "twitter" => assert!(crate::is_placeholder(&absent.email.unwrap())),
            other => assert_eq!(absent.email, Err(NoEmail::Absent), "{other}"),
        }
        assert!(!absent.email_verified);
    });
}

#[test]
fn oau_07_github_vouches_for_the_primary_address_only_where_it_is_marked() {
    let emails =
        |emails: Value| move |example: &mut Example| example.further = json!({"emails": emails});
    let entry = |email: &str, primary, verified| json!({"email": email, "primary": primary, "verified": verified});
    let unmarked =
        json!([entry("ada@example.com", true, false), entry("x@example.com", false, true)]);
    assert!(!is_verified("github", emails(unmarked)));
    let no_list = read("github", |example| example.further = json!({})).unwrap();
    assert_eq!(
        (no_list.email.unwrap().as_str(), no_list.email_verified),
        ("public@example.com", false)
    );
    let refused = json!({"message": "Not Found"});
    assert!(!is_verified("github", emails(refused)));
    let also_public = json!([entry("PUBLIC@example.com", false, true)]);
    assert!(is_verified("github", emails(also_public)));
}

#[test]
fn oau_07_a_microsoft_address_counts_only_where_it_is_listed_or_its_domain_is_owned() {
    let without = |example: &mut Example| {
        example.answer.as_object_mut().unwrap().remove("verified_primary_email");
    };
    assert!(!is_verified("microsoft", without));
    let with = |name: &'static str, value: Value| {
        move |example: &mut Example| {
            without(example);
            example.answer[name] = value.clone();
        }
    };
    assert!(!is_verified("microsoft", with("email_verified", json!(true))));
    assert!(!is_verified("microsoft", with("verified_primary_email", json!(["eve@example.com"]))));
    assert!(!is_verified(
        "microsoft",
        with("verified_primary_email", json!("ada.byron@example.com"))
    ));
    assert!(!is_verified("microsoft", with("xms_edov", json!("0"))));
    assert!(is_verified(
        "microsoft",
        with("verified_secondary_email", json!(["Ada.Byron@example.com"]))
    ));
    assert!(is_verified("microsoft", with("xms_edov", json!(true))));
}

#[test]
fn oau_07_paypal_vouches_for_the_address_not_for_the_account() {
    let confirmed = |confirmed: Value| {
        move |example: &mut Example| example.answer["emails"][1]["confirmed"] = confirmed.clone()
    };
    assert!(!is_verified("paypal", confirmed(json!(false))));
    assert!(!is_verified("paypal", confirmed(Value::Null)));
}

#[test]
fn conditions_of_a_provider_are_kept() {
    let set = |place: &'static str, value: Value| {
        move |example: &mut Example| *example.answer.pointer_mut(place).unwrap() = value.clone()
    };
    for (id, place, value) in [
        ("gitlab", "/state", json!("blocked")),
        ("gitlab", "/locked", json!(true)),
        ("naver", "/resultcode", json!("024")),
        ("cloudflare", "/success", json!(false)),
        ("slack", "/ok", json!(false)),
        ("line", "/aud", json!("another-client")),
        ("line", "/iss", json!("https://evil.example")),
    ] {
        let error = read(id, set(place, value)).unwrap_err();
        assert_eq!(error, ProfileError::Refused(place.to_owned()), "{id}");
    }
}

#[test]
fn a_workspace_domain_is_asked_of_the_claim() {
    let hd = |setting: &str, claim: Value| {
        let settings = crate::ClientSettings::new("id", "secret").set("hd", setting);
        let mut example = Example::of("google");
        example.answer["hd"] = claim;
        example.read(&providers::google().client(settings).unwrap()).is_ok()
    };
    assert!(hd("example.com", json!("example.com")) && hd("*", json!("any.example")));
    for (setting, claim) in [
        ("example.com", json!("evil.example")),
        ("example.com", Value::Null),
        ("example.com", json!(["example.com"])),
        ("*", Value::Null),
        ("*", json!("")),
    ] {
        assert!(!hd(setting, claim.clone()), "{setting} {claim}");
    }
}

#[test]
fn a_microsoft_token_is_of_the_tenant_that_was_asked_for() {
    const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let accepted = |tenant: &str, tid: &str, issuer: &str| {
        let settings = crate::ClientSettings::new("id", "secret").set("tenant", tenant);
        let client = providers::microsoft().client(settings).unwrap();
        let iss = format!("https://login.microsoftonline.com/{issuer}/v2.0");
        client.accepts_claims(&json!({"iss": iss, "tid": tid}))
    };
    assert!(accepted("common", "t-1", "t-1") && accepted("common", CONSUMERS, CONSUMERS));
    assert!(accepted("organizations", "t-1", "t-1") && accepted("consumers", CONSUMERS, CONSUMERS));
    assert!(accepted("t-1", "t-1", "t-1"));
    assert!(!accepted("organizations", CONSUMERS, CONSUMERS));
    assert!(!accepted("consumers", "t-1", "t-1"));
    assert!(!accepted("t-1", "t-2", "t-2"));
    assert!(!accepted("common", "t-1", "t-2"));
}

#[test]
fn an_answer_that_is_no_object_is_refused() {
    for odd in [json!(null), json!([]), json!("x"), json!(1)] {
        assert_eq!(read("github", |e| e.answer = odd.clone()).unwrap_err(), ProfileError::NoObject);
    }
}
