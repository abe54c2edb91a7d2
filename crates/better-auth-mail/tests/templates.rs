use std::fs;

use better_auth_core::mail::{Mail, Message, PlainTemplates, Templates};
use better_auth_mail::{FolderMailer, HtmlTemplates, HtmlTemplatesError};

use crate::sender;

const HOSTILE: &str =
    "<img src=x onerror=alert(1)>\"'&amp;{{ url }}\r\nBcc: victim@example.com\r\n\r\n<b>";

fn render(templates: &HtmlTemplates, message: &Message) -> Mail {
    templates.render(&"ada@example.com".parse().unwrap(), "Example", message).unwrap()
}

fn html(mail: &Mail) -> &str {
    mail.html.as_deref().unwrap()
}

fn hostile_invitation() -> Message {
    Message::Invitation {
        organization: HOSTILE.to_owned(),
        inviter: HOSTILE.to_owned(),
        url: "https://app.example.com/i?a=1&b=2".to_owned(),
    }
}

#[test]
fn every_message_has_its_values_in_both_parts() {
    for message in Message::samples() {
        let mail = render(&HtmlTemplates::new(), &message);
        for (name, value) in message.values() {
            assert!(mail.text.contains(&value), "{message:?}: {name} in the text");
            assert!(html(&mail).contains(&value), "{message:?}: {name} in the HTML");
        }
        assert!(html(&mail).contains("Example") && html(&mail).contains("ada@example.com"));
    }
}

#[test]
fn the_words_of_the_text_are_those_of_core() {
    for message in Message::samples() {
        let to = "ada@example.com".parse().unwrap();
        let plain = PlainTemplates.render(&to, "Example", &message).unwrap();
        let mail = render(&HtmlTemplates::new(), &message);
        assert_eq!((mail.subject, mail.text), (plain.subject, plain.text));
    }
}

#[test]
fn a_page_loads_nothing_from_elsewhere() {
    for message in Message::samples() {
        let mail = render(&HtmlTemplates::new(), &message);
        for loading in ["src=", "<link", "url(", "@import", "<script", "http://"] {
            assert!(!html(&mail).contains(loading), "{message:?}: {loading}");
        }
    }
}

#[test]
fn a_link_is_whole_in_the_html() {
    let mail = render(&HtmlTemplates::new(), &hostile_invitation());
    let href = r#"href="https://app.example.com/i?a=1&amp;b=2""#;
    assert!(html(&mail).contains(href), "{}", html(&mail));
}

#[test]
fn org_17_a_name_with_markup_stays_text_in_the_html() {
    let mail = render(&HtmlTemplates::new(), &hostile_invitation());
    assert!(!html(&mail).contains("<img") && !html(&mail).contains("<b>"), "{}", html(&mail));
    let shown = "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;amp;{{ url }} Bcc: victim";
    assert!(html(&mail).contains(shown), "{}", html(&mail));
}

#[test]
fn org_17_a_name_with_markup_stays_text_in_templates_of_the_application() {
    let templates = HtmlTemplates::new().with(
        "invitation",
        "{{ organization }}",
        "{{ inviter }} {{ url }}",
        r#"<a href='{{ url }}' title="{{ organization }}">{{ inviter|upper }}</a>"#,
    );
    let mail = render(&templates.unwrap(), &hostile_invitation());
    assert_eq!(html(&mail).matches('<').count(), 2, "{}", html(&mail));
    assert_eq!(html(&mail).matches('"').count(), 2, "{}", html(&mail));
    assert!(!mail.subject.contains(['\r', '\n']) && !mail.text.contains("\nBcc"));
}

#[tokio::test]
async fn org_17_a_name_adds_no_header_to_the_mail() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::new(folder.path(), sender()).unwrap();
    let mail = render(&HtmlTemplates::new(), &hostile_invitation());
    better_auth_core::mail::Mailer::send(&mailer, mail).await.unwrap();
    let file = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let eml = fs::read_to_string(file).unwrap();
    let (headers, _) = eml.split_once("\r\n\r\n").unwrap();
    let names: Vec<_> = headers
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    let expected = [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    ];
    assert_eq!(names, expected, "{headers}");
}

#[test]
fn nobody_is_greeted_with_a_link() {
    let name = "Win at https://evil.example".to_owned();
    let url = "https://app.example.com/x".to_owned();
    let mail = render(&HtmlTemplates::new(), &Message::VerifyEmail { name, url });
    assert!(mail.text.starts_with("Hello,\n"), "{}", mail.text);
    assert!(!html(&mail).contains("evil"), "{}", html(&mail));
}

#[test]
fn one_message_is_replaced_and_the_others_stay() {
    let templates = HtmlTemplates::new()
        .with("one-time-code", "{{ code }}", "Code:\n\n{{ code }}\n", "<p>{{ code }}</p>")
        .unwrap();
    let code = Message::samples().into_iter().find(|m| m.kind() == "one-time-code").unwrap();
    let mail = render(&templates, &code);
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("493027", "Code:\n\n493027\n"));
    assert_eq!(html(&mail), "<p>493027</p>");
    let other = render(&templates, &Message::PasswordChanged);
    assert_eq!(other.subject, "Your password for Example was changed");
}

#[test]
fn the_layout_is_replaced_for_all() {
    let layout = "<main>{% block body %}{% endblock %}</main>";
    let templates = HtmlTemplates::new().with_layout(layout).unwrap();
    for message in Message::samples() {
        let mail = render(&templates, &message);
        assert!(html(&mail).starts_with("<main>") && html(&mail).contains("<h1"), "{message:?}");
    }
}

#[test]
fn a_template_that_does_not_fit_is_refused_when_it_is_added() {
    let refused = |subject: &str, text: &str, html: &str| {
        let error = HtmlTemplates::new().with("one-time-code", subject, text, html).unwrap_err();
        error.to_string()
    };
    for (error, part) in [
        (refused("{{ code", "a", "a"), "one-time-code.subject.txt: "),
        (refused("a", "{{ cod }}", "a"), "one-time-code.txt: there is no value \"cod\""),
        (refused("a", "a", "{% if false %}{{ url }}{% endif %}"), "no value \"url\""),
        (refused("a", "a", "{{ code|nonsense }}"), "one-time-code.html: "),
        (refused("a", "a", "{% include 'other.html' %}"), "one-time-code.html: "),
        (refused("a", "a", "{% extends 'nothing.html' %}"), "one-time-code.html: "),
    ] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_layout_that_does_not_fit_is_refused() {
    for layout in ["{{ nothing }}", "{% if false %}{{ url }}{% endif %}", "{% block"] {
        let error = HtmlTemplates::new().with_layout(layout).unwrap_err().to_string();
        assert!(error.starts_with("layout.html: "), "{error}");
    }
}

#[test]
fn a_message_that_is_not_known_is_refused() {
    let error = HtmlTemplates::new().with("reset-pasword", "a", "a", "a").unwrap_err();
    assert!(matches!(error, HtmlTemplatesError::UnknownKind(_)), "{error}");
}

#[test]
fn a_folder_replaces_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("layout.html", "<main>{% block body %}{% endblock %}</main>");
    put("password-changed.subject.txt", "Neues Passwort\n");
    put("password-changed.txt", "Hallo {{ to }}\n");
    put("password-changed.html", "<p>Hallo</p>");
    put(".hidden", "not a template");
    let templates = HtmlTemplates::new().with_folder(folder.path()).unwrap();
    let mail = render(&templates, &Message::PasswordChanged);
    assert_eq!(mail.subject, "Neues Passwort");
    assert_eq!(mail.text, "Hallo ada@example.com\n");
    assert_eq!(html(&mail), "<p>Hallo</p>");
    let other = render(&templates, &Message::SignUpWithExistingAddress);
    assert!(html(&other).starts_with("<main>"), "{}", html(&other));
}

#[test]
fn a_folder_with_a_part_missing_or_misnamed_is_refused() {
    let read = |name: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), "a").unwrap();
        HtmlTemplates::new().with_folder(folder.path()).unwrap_err()
    };
    let missing = read("invitation.txt");
    assert!(matches!(missing, HtmlTemplatesError::Unreadable { .. }), "{missing}");
    for name in ["invitaton.txt", "README.md", "parts.html"] {
        let unknown = read(name);
        assert!(matches!(unknown, HtmlTemplatesError::UnknownFile(_)), "{unknown}");
    }
}
