use super::*;

crate::statements! {
    invoice {
        Read = "read",
        Write = "write",
    }
    letter {
        Read = "read",
    }
}

fn access() -> AccessControl {
    let all = invoice::ALL.iter().chain(letter::ALL);
    let accountant = Role::new("accountant").can_all(invoice::ALL);
    let clerk = Role::new("clerk").can(letter::Read);
    AccessControl::new(all, [accountant, clerk]).unwrap()
}

fn asked(json: &str) -> Permissions {
    serde_json::from_str(json).unwrap()
}

fn granted(roles: &str) -> Granted {
    access().granted(&roles.parse().unwrap())
}

#[test]
fn whoever_has_two_roles_may_do_what_either_allows() {
    assert!(granted("clerk").allows(letter::Read) && !granted("clerk").allows(invoice::Write));
    let both = granted("clerk,accountant");
    assert!(both.allows(letter::Read) && both.allows(invoice::Write));
    assert!(both.allows_all(&asked(r#"{"letter":["read"],"invoice":["read","write"]}"#)));
}

#[test]
fn one_action_too_many_is_a_no() {
    assert!(!granted("clerk").allows_all(&asked(r#"{"letter":["read","burn"]}"#)));
    assert!(!granted("clerk").allows_all(&asked(r#"{"letter":["read"],"invoice":["read"]}"#)));
}

#[test]
fn a_question_about_nothing_is_a_no() {
    for question in ["{}", r#"{"letter":[]}"#, r#"{"letter":["read"],"invoice":[]}"#] {
        assert!(!granted("clerk,accountant").allows_all(&asked(question)), "{question}");
    }
}

#[test]
fn an_unknown_role_allows_nothing() {
    assert_eq!(granted("stranger").permissions(), Permissions::default());
    assert!(!granted("Clerk").allows(letter::Read));
}

#[test]
fn nobody_covers_what_they_have_not() {
    assert!(granted("clerk,accountant").covers(&granted("clerk")));
    assert!(!granted("clerk").covers(&granted("clerk,accountant")));
    assert!(granted("clerk").covers(&granted("stranger")));
}

#[test]
fn a_role_with_an_undeclared_action_is_refused_by_name() {
    let role = Role::new("clerk").can(letter::Read);
    let refused = AccessControl::new(invoice::ALL, [role]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        r#"the role "clerk" allows letter:read, which is not declared"#
    );
}

#[test]
fn a_role_needs_a_name() {
    for name in ["", " ", "a,b", " a", "a\n", &"a".repeat(65)] {
        assert!(AccessControl::new(&[], [Role::new(name)]).is_err(), "{name:?}");
        assert!(RoleList::one(name).is_err(), "{name:?}");
    }
}

#[test]
fn a_list_of_roles_is_read_from_one_text_or_several() {
    let list = |texts: &[&str]| RoleList::parse(texts.iter().copied()).map(|it| it.to_string());
    assert_eq!(list(&["admin, clerk", "admin"]).unwrap(), "admin,clerk");
    for texts in [&[][..], &[""], &["admin,"], &["admin", ""], &[","]] {
        assert!(list(texts).is_err(), "{texts:?}");
    }
}
