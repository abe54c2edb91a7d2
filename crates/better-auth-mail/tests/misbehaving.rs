//! Servers that refuse, hang and hang up.

use std::error::Error;
use std::time::Duration;

use better_auth_core::mail::{MailError, Mailer};
use better_auth_mail::{SmtpError, SmtpMailer, SmtpOptions, Stage};

use crate::scripted::{Act, Scripted};
use crate::{mail, sender};

fn cause(error: &MailError) -> &SmtpError {
    error.source().unwrap().downcast_ref().unwrap()
}

/// How sending ended: where, whether for good, and with which code.
async fn refused(script: fn(usize, &str) -> Act) -> (Stage, bool, Option<u16>) {
    let server = Scripted::start(script).await;
    let error = impatient(&server).send(mail()).await.unwrap_err();
    (cause(&error).stage(), error.is_permanent(), cause(&error).code())
}

/// Waits a moment only.
fn impatient(server: &Scripted) -> SmtpMailer {
    server.mailer(SmtpOptions::new(sender()).timeout(Duration::from_millis(300)))
}

/// The script that acts when a line begins with a word.
macro_rules! at {
    ($word:literal, $act:expr) => {
        |_, line| if line.starts_with($word) { $act } else { Act::Obey }
    };
}

#[tokio::test]
async fn a_refusal_of_this_mail_is_permanent() {
    use Act::Say;
    use Stage::{Recipient, Sender, Text};
    let sender = refused(at!("MAIL", Say("553 5.1.8 not you"))).await;
    assert_eq!(sender, (Sender, true, Some(553)));
    let recipient = refused(at!("RCPT", Say("550 5.1.1 nobody here"))).await;
    assert_eq!(recipient, (Recipient, true, Some(550)));
    assert_eq!(refused(at!("DATA", Say("554 no"))).await, (Text, true, Some(554)));
    assert_eq!(refused(at!(".", Say("554-5.7.1 spam\r\n554 bye"))).await, (Text, true, Some(554)));
}

#[tokio::test]
async fn a_request_to_come_back_is_temporary() {
    use Act::Say;
    use Stage::{Connect, Recipient, Sender, Text};
    assert_eq!(refused(at!("connect", Say("421 busy"))).await, (Connect, false, Some(421)));
    assert_eq!(refused(at!("MAIL", Say("452 full"))).await, (Sender, false, Some(452)));
    assert_eq!(refused(at!("RCPT", Say("450 4.2.0 later"))).await, (Recipient, false, Some(450)));
    assert_eq!(refused(at!(".", Say("451 later"))).await, (Text, false, Some(451)));
}

#[tokio::test]
async fn a_refusal_of_this_client_is_temporary() {
    let refused = refused(at!("connect", Act::Say("554 not from your network"))).await;
    assert_eq!(refused, (Stage::Connect, false, Some(554)));
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_at_every_step() {
    use Stage::{Connect, Recipient, Sender, Text};
    assert_eq!(refused(at!("connect", Act::Hang)).await, (Connect, false, None));
    assert_eq!(refused(at!("EHLO", Act::Hang)).await, (Connect, false, None));
    assert_eq!(refused(at!("MAIL", Act::Hang)).await, (Sender, false, None));
    assert_eq!(refused(at!("RCPT", Act::Hang)).await, (Recipient, false, None));
    assert_eq!(refused(at!("DATA", Act::Hang)).await, (Text, false, None));
    assert_eq!(refused(at!(".", Act::Hang)).await, (Text, false, None));
}

#[tokio::test]
async fn a_server_that_hangs_up_is_a_temporary_failure_at_every_step() {
    use Stage::{Connect, Recipient, Sender, Text};
    assert_eq!(refused(at!("connect", Act::Close)).await, (Connect, false, None));
    assert_eq!(refused(at!("EHLO", Act::Close)).await, (Connect, false, None));
    assert_eq!(refused(at!("MAIL", Act::Close)).await, (Sender, false, None));
    assert_eq!(refused(at!("RCPT", Act::Close)).await, (Recipient, false, None));
    assert_eq!(refused(at!("DATA", Act::Close)).await, (Text, false, None));
    assert_eq!(refused(at!(".", Act::Close)).await, (Text, false, None));
}

#[tokio::test]
async fn an_answer_that_is_none_is_a_temporary_failure() {
    let refused = refused(at!("RCPT", Act::Say("HTTP/1.1 200 OK"))).await;
    assert_eq!(refused, (Stage::Recipient, false, None));
}

#[tokio::test]
async fn nobody_there_is_a_temporary_failure() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let mailer = SmtpMailer::connect(&url, SmtpOptions::new(sender())).unwrap();
    let error = mailer.send(mail()).await.unwrap_err();
    assert_eq!((cause(&error).stage(), error.is_permanent()), (Stage::Connect, false));
}

#[tokio::test]
async fn a_connection_serves_many_mails() {
    let server = Scripted::start(|_, _| Act::Obey).await;
    let mailer = server.polite_mailer();
    for _ in 0..3 {
        mailer.send(mail()).await.unwrap();
    }
    assert_eq!(server.said(1).iter().filter(|line| *line == ".").count(), 3);
    assert_eq!(server.said(2), [""; 0]);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_replaced() {
    let server = Scripted::start(|number, line| match (number, line) {
        (1, "NOOP") => Act::Close,
        _ => Act::Obey,
    });
    let server = server.await;
    let mailer = server.polite_mailer();
    mailer.send(mail()).await.unwrap();
    mailer.send(mail()).await.unwrap();
    assert_eq!(server.said(2).last().unwrap(), ".");
}

#[tokio::test]
async fn a_connection_on_which_a_mail_failed_is_not_used_again() {
    let server = Scripted::start(|number, line| match (number, line) {
        (1, ".") => Act::Hang,
        (2, line) if line.starts_with("RCPT") => Act::Say("550 no"),
        _ => Act::Obey,
    });
    let server = server.await;
    let mailer = impatient(&server);
    assert!(!mailer.send(mail()).await.unwrap_err().is_permanent());
    assert!(mailer.send(mail()).await.unwrap_err().is_permanent());
    mailer.send(mail()).await.unwrap();
    assert_eq!(server.said(1).last().unwrap(), ".");
    assert!(server.said(2).last().unwrap().starts_with("RCPT"));
    assert_eq!(server.said(3).last().unwrap(), ".");
}

#[tokio::test]
async fn a_mail_that_nobody_waits_for_any_more_leaves_no_connection_behind() {
    let server = Scripted::start(|number, line| match (number, line) {
        (1, ".") => Act::Hang,
        _ => Act::Obey,
    });
    let server = server.await;
    let mailer = server.polite_mailer();
    let sent = async {
        while server.said(1).last().is_none_or(|line| line != ".") {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = mailer.send(mail()) => panic!("the server hangs"),
        () = sent => {}
    }
    mailer.send(mail()).await.unwrap();
    assert_eq!(server.said(1).last().unwrap(), ".");
    assert_eq!(server.said(2).last().unwrap(), ".");
}

#[tokio::test]
async fn there_are_no_more_connections_than_allowed() {
    let server = Scripted::start(|_, _| Act::Obey).await;
    let mailer = server.mailer(SmtpOptions::new(sender()).connections(1));
    let (first, second) = tokio::join!(mailer.send(mail()), mailer.send(mail()));
    first.unwrap();
    second.unwrap();
    assert_eq!(server.said(2), [""; 0]);
}

#[tokio::test]
async fn without_an_offer_of_starttls_nothing_is_said() {
    let server = Scripted::start(|_, _| Act::Obey).await;
    let url = server.url("ada:hunter2@HOST?tls=starttls");
    let mailer = SmtpMailer::connect(&url, SmtpOptions::new(sender())).unwrap();
    let error = mailer.send(mail()).await.unwrap_err();
    assert_eq!((cause(&error).stage(), error.is_permanent()), (Stage::StartTls, false));
    let said = server.said(1);
    assert!(said.iter().all(|line| line == "connect" || line.starts_with("EHLO")), "{said:?}");
}

#[tokio::test]
async fn a_refused_password_is_temporary_and_not_shown() {
    // Base64 of NUL, ada, NUL, hunter2.
    const ECHO: &str = "535 5.7.8 hunter2 AGFkYQBodW50ZXIy is wrong";
    let server = Scripted::start(at!("AUTH", Act::Say(ECHO))).await;
    let url = server.url("ada:hunter2@HOST");
    let mailer = SmtpMailer::connect(&url, SmtpOptions::new(sender())).unwrap();
    let error = mailer.send(mail()).await.unwrap_err();
    assert_eq!((cause(&error).code(), error.is_permanent()), (Some(535), false));
    assert!(server.said(1).contains(&"AUTH PLAIN AGFkYQBodW50ZXIy".to_owned()));
    let shown = format!("{error} {error:?} {} {mailer:?}", cause(&error));
    assert!(shown.contains("5.7.8"), "{shown}");
    assert!(!shown.contains("hunter2") && !shown.contains("AGFk"), "{shown}");
}

#[tokio::test]
async fn a_text_that_the_server_repeats_is_not_shown() {
    const ECHO: &str = "554 5.7.1 https://a.example/?t=1 is on a list";
    let server = Scripted::start(at!(".", Act::Say(ECHO))).await;
    let error = server.polite_mailer().send(mail()).await.unwrap_err();
    let shown = format!("{error} {error:?} {}", cause(&error));
    assert!(shown.contains("5.7.1") && !shown.contains("a.example"), "{shown}");
}

#[tokio::test]
async fn what_a_server_says_forges_no_line_of_a_log() {
    let server = Scripted::start(at!("RCPT", Act::Say("550 \u{1b}[2Jno"))).await;
    let error = server.polite_mailer().send(mail()).await.unwrap_err();
    let shown = cause(&error).to_string();
    assert!(shown.contains("\\u{1b}[2Jno") && !shown.contains('\u{1b}'), "{shown}");
}

#[tokio::test]
async fn a_check_signs_in_and_sends_nothing() {
    let server = Scripted::start(|_, _| Act::Obey).await;
    server.polite_mailer().check().await.unwrap();
    assert!(!server.said(1).iter().any(|line| line.starts_with("MAIL")));
    let refusing = Scripted::start(at!("EHLO", Act::Say("554 no"))).await;
    assert_eq!(refusing.polite_mailer().check().await.unwrap_err().code(), Some(554));
}

#[test]
fn a_password_in_the_clear_to_another_machine_needs_leave() {
    let connect = |options| SmtpMailer::connect("smtp://ada:hunter2@mail.example.com", options);
    let error = connect(SmtpOptions::new(sender())).unwrap_err().to_string();
    assert!(error.contains("mail.example.com:25") && !error.contains("hunter2"), "{error}");
    connect(SmtpOptions::new(sender()).plain_password(true)).unwrap();
}

#[test]
fn a_certificate_that_is_none_is_refused() {
    for pem in ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let options = SmtpOptions::new(sender()).extra_root_pem(pem);
        let error = SmtpMailer::connect("smtps://mail.example.com", options).unwrap_err();
        assert!(error.to_string().starts_with("the extra root certificate"), "{error}");
    }
}
