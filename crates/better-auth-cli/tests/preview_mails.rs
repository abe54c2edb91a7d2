use std::collections::HashSet;

use better_auth::core::mail::Message;

use crate::program::Program;

#[test]
fn every_message_is_there_in_each_form_and_on_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("previews");
    let document =
        Program::new().run(["preview-mails", path.to_str().unwrap(), "--json"]).expect(0).json();
    let index = std::fs::read_to_string(path.join("index.html")).unwrap();
    for message in Message::samples() {
        let kind = message.kind();
        for form in ["eml", "html", "txt"] {
            let file = std::fs::read_to_string(path.join(format!("{kind}.{form}"))).unwrap();
            assert!(!file.is_empty(), "{kind}.{form}");
            assert!(index.contains(&format!("href=\"{kind}.{form}\"")), "{kind}.{form}");
        }
    }
    let kinds: HashSet<_> = document["kinds"].as_array().unwrap().iter().collect();
    assert_eq!(kinds.len(), Message::samples().len());
    for file in document["files"].as_array().unwrap() {
        assert!(std::path::Path::new(file.as_str().unwrap()).is_file(), "{file}");
    }
}

#[test]
fn the_name_of_the_application_is_in_the_mails_and_no_markup_on_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    Program::new().run(["preview-mails", path, "--app-name", "Ada & <b>Co</b>"]).expect(0);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("password-changed.txt").contains("Ada & <b>Co</b>"));
    let index = read("index.html");
    assert!(index.contains("Ada &amp; &lt;b&gt;Co") && !index.contains("<b>"), "{index}");
}

#[test]
fn templates_of_the_application_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (own, out) = (folder.path().join("own"), folder.path().join("out"));
    std::fs::create_dir(&own).unwrap();
    for (suffix, words) in [
        ("subject.txt", "Neues Passwort"),
        ("txt", "Neues Passwort bei {{ app_name }}\n"),
        ("html", "<p>Neues Passwort bei {{ app_name }}</p>"),
    ] {
        std::fs::write(own.join(format!("password-changed.{suffix}")), words).unwrap();
    }
    let [own, out] = [&own, &out].map(|path| path.to_str().unwrap());
    Program::new().run(["preview-mails", out, "--templates", own]).expect(0);
    let text = std::fs::read_to_string(format!("{out}/password-changed.txt")).unwrap();
    assert!(text.contains("Neues Passwort bei Example"), "{text}");
}

#[test]
fn a_template_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let gone = folder.path().join("gone");
    let ended = Program::new()
        .run(["preview-mails", path, "--json", "--templates", gone.to_str().unwrap()])
        .expect(2);
    ended.refusal("INVALID_SETTING", &["--templates", "gone"]);
}

#[test]
fn a_folder_that_can_not_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let ended = Program::new().run(["preview-mails", file.to_str().unwrap(), "--json"]).expect(1);
    ended.refusal("PREVIEW_FAILED", &["file"]);
}

#[test]
fn an_address_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let ended = Program::new().run(["preview-mails", path, "--json", "--from", "x"]).expect(2);
    ended.refusal("INVALID_SETTING", &["--from"]);
    Program::new().run(["preview-mails", "--json"]).expect(2).refusal("USAGE", &["FOLDER"]);
}
