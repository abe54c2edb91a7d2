use std::fs;
use std::path::{Path, PathBuf};

use better_auth_core::mail::Mailer;
use better_auth_mail::FolderMailer;
use tempfile::TempDir;

use crate::{Still, mail, sender};

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

async fn written(mail: better_auth_core::mail::Mail) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::new(folder.path().join("mails"), sender()).unwrap().clock(Still);
    mailer.send(mail).await.unwrap();
    let mut files = files(mailer.folder());
    assert_eq!(files.len(), 1, "{files:?}");
    (folder, files.remove(0))
}

#[tokio::test]
async fn a_mail_is_one_file_named_for_its_time() {
    let (_folder, file) = written(mail()).await;
    let name = file.file_name().unwrap().to_str().unwrap();
    let id = name.strip_prefix("1772600767120-").unwrap().strip_suffix(".eml").unwrap();
    assert!(id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
}

#[tokio::test]
async fn the_file_is_a_mail_with_a_text_and_an_html_part() {
    let (_folder, file) = written(mail().with_html("<p>Hello</p>")).await;
    let text = fs::read_to_string(file).unwrap();
    for line in [
        "From: Example <no-reply@example.com>",
        "To: ada@example.com",
        "Subject: Hello",
        "Date: Wed, 04 Mar 2026 05:06:07 +0000",
        "Content-Type: text/plain; charset=utf-8",
        "https://a.example/?t=1",
        "Content-Type: text/html; charset=utf-8",
        "<p>Hello</p>",
    ] {
        assert!(text.lines().any(|other| other == line), "{line}\n{text}");
    }
    assert!(text.contains("Content-Type: multipart/alternative;"), "{text}");
}

#[tokio::test]
async fn two_mails_of_one_moment_are_two_files() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::new(folder.path(), sender()).unwrap().clock(Still);
    mailer.send(mail()).await.unwrap();
    mailer.send(mail()).await.unwrap();
    assert_eq!(files(folder.path()).len(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_a_mail() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, file) = written(mail()).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
}

#[test]
fn a_folder_that_can_not_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = FolderMailer::new(file.join("mails"), sender()).unwrap_err().to_string();
    assert!(error.contains(file.to_str().unwrap()), "{error}");
}

#[tokio::test]
async fn a_folder_that_went_away_is_a_temporary_failure() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::new(folder.path().join("mails"), sender()).unwrap();
    fs::remove_dir(mailer.folder()).unwrap();
    let error = mailer.send(mail()).await.unwrap_err();
    assert!(!error.is_permanent());
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("mails"), "{cause}");
}
