use better_auth_core::mail::{Message, PlainTemplates};
use better_auth_mail::{HtmlTemplates, preview};

use crate::sender;

#[test]
fn a_preview_holds_each_mail_as_eml_and_html() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("previews");
    let written = preview(&HtmlTemplates::new(), "Example", &sender(), &home).unwrap();
    assert_eq!(written.len(), 2 * Message::samples().len());
    for message in Message::samples() {
        let html = std::fs::read_to_string(home.join(message.kind()).with_extension("html"));
        assert!(html.unwrap().starts_with("<!doctype html>"));
        let eml = std::fs::read_to_string(home.join(message.kind()).with_extension("eml"));
        assert!(eml.unwrap().contains("To: ada@example.com"));
    }
}

#[test]
fn a_plain_preview_has_no_html() {
    let folder = tempfile::tempdir().unwrap();
    let written = preview(&PlainTemplates, "Example", &sender(), folder.path()).unwrap();
    assert_eq!(written.len(), Message::samples().len());
}
