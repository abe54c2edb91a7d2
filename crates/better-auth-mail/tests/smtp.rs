//! A real server takes the mails.

use better_auth_core::mail::{Mail, MailError, Mailer, Message, Templates};
use better_auth_mail::{HtmlTemplates, SmtpError, SmtpMailer, SmtpOptions, Stage};

use crate::real_server::{RealServer, Received};
use crate::{Still, mail, sender};

/// Sends a mail under a name of its own and reads it back.
async fn sent(server: &RealServer, url: &str, id: &str, mail: Mail) -> Received {
    server.mailer(url).send(mail.with_message_id(id)).await.unwrap();
    let mut received = server.received(id);
    assert_eq!(received.len(), 1);
    received.remove(0)
}

fn stage(error: &MailError) -> Stage {
    let cause = std::error::Error::source(error).unwrap();
    cause.downcast_ref::<SmtpError>().unwrap().stage()
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let Some(server) = RealServer::find() else { return };
    let text = "Hello\n.\n..\n.leading dot\n\nhttps://a.example/?token=abc&x=1\n";
    let mail = Mail::new("ada@example.com".parse().unwrap(), "Hello", text);
    let options = server.options().clock(Still);
    let mailer = SmtpMailer::connect(&server.plain(), options).unwrap();
    mailer.send(mail.with_message_id("as-written")).await.unwrap();
    let received = server.received("as-written");
    let [received] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!(received.header("X-Mail-From"), "no-reply@example.com");
    assert_eq!(received.header("X-Rcpt-To"), "ada@example.com");
    assert_eq!(received.header("From"), "Example <no-reply@example.com>");
    assert_eq!(received.header("Subject"), "Hello");
    assert_eq!(received.header("Date"), "Wed, 04 Mar 2026 05:06:07 +0000");
    for line in text.lines() {
        assert!(received.has_line(line), "{line:?} in {received:?}");
    }
}

#[tokio::test]
async fn every_message_arrives_with_its_link_or_code() {
    let Some(server) = RealServer::find() else { return };
    let mailer = server.mailer(&server.plain());
    for message in Message::samples() {
        let to = "ada@example.com".parse().unwrap();
        let mail = HtmlTemplates::new().render(&to, "Example", &message).unwrap();
        let id = format!("all-{}", message.kind());
        mailer.send(mail.with_message_id(&id)).await.unwrap();
        let received = server.received(&id);
        assert!(received[0].header("Content-Type").starts_with("multipart/alternative"));
        let values = message.values();
        for (_, line) in values.iter().filter(|(name, _)| ["url", "code"].contains(name)) {
            assert!(received[0].has_line(line), "{message:?}");
        }
    }
}

#[tokio::test]
async fn org_17_a_hostile_name_arrives_as_one_mail_to_one_person() {
    let Some(server) = RealServer::find() else { return };
    let name = "Evil\r\nBcc: victim@example.com\r\n\r\n.\r\nRCPT TO:<victim@example.com>";
    let mut mail = mail();
    mail.subject = name.to_owned();
    mail.text = name.to_owned();
    let received = sent(&server, &server.plain(), "hostile-name", mail).await;
    assert_eq!(received.header("X-Rcpt-To"), "ada@example.com");
    assert_eq!(received.header("Bcc"), "");
}

#[tokio::test]
async fn a_connection_serves_many_mails_of_a_real_server() {
    let Some(server) = RealServer::find() else { return };
    let mailer = server.mailer(&server.starttls());
    let mut peers = Vec::new();
    for id in ["reuse-1", "reuse-2", "reuse-3"] {
        mailer.send(mail().with_message_id(id)).await.unwrap();
        peers.push(server.received(id)[0].header("X-Peer"));
    }
    peers.dedup();
    assert_eq!(peers.len(), 1, "{peers:?}");
}

#[tokio::test]
async fn starttls_encrypts_and_signs_in() {
    let Some(server) = RealServer::find() else { return };
    let received = sent(&server, &server.starttls(), "starttls", mail()).await;
    assert_eq!((received.header("X-Tls"), received.header("X-User")), ("yes".into(), "ada".into()));
}

#[tokio::test]
async fn smtps_encrypts_and_signs_in() {
    let Some(server) = RealServer::find() else { return };
    let received = sent(&server, &server.tls(), "smtps", mail()).await;
    assert_eq!((received.header("X-Tls"), received.header("X-User")), ("yes".into(), "ada".into()));
}

#[tokio::test]
async fn without_tls_nothing_is_encrypted() {
    let Some(server) = RealServer::find() else { return };
    let received = sent(&server, &server.plain(), "plain", mail()).await;
    assert_eq!((received.header("X-Tls"), received.header("X-User")), ("no".into(), "".into()));
}

#[tokio::test]
async fn a_certificate_of_a_stranger_is_refused() {
    let Some(server) = RealServer::find() else { return };
    for (url, expected) in [(server.starttls(), Stage::StartTls), (server.tls(), Stage::Connect)] {
        let mailer = SmtpMailer::connect(&url, SmtpOptions::new(sender())).unwrap();
        let error = mailer.send(mail().with_message_id("stranger")).await.unwrap_err();
        assert_eq!((stage(&error), error.is_permanent()), (expected, false));
    }
    assert!(server.received("stranger").is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let Some(server) = RealServer::find() else { return };
    for url in [server.starttls(), server.tls()] {
        let mailer = server.mailer(&url.replace("127.0.0.1", "localhost"));
        let error = mailer.send(mail().with_message_id("other-name")).await.unwrap_err();
        assert!(matches!(stage(&error), Stage::StartTls | Stage::Connect), "{error:?}");
    }
    assert!(server.received("other-name").is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_not_shown() {
    let Some(server) = RealServer::find() else { return };
    let url = server.tls();
    let (_, host) = url.rsplit_once('@').unwrap();
    let mailer = server.mailer(&format!("smtps://ada:not-the-password@{host}"));
    let error = mailer.send(mail().with_message_id("wrong-password")).await.unwrap_err();
    assert_eq!((stage(&error), error.is_permanent()), (Stage::SignIn, false));
    assert!(!format!("{error:?}").contains("not-the-password"), "{error:?}");
    assert!(server.received("wrong-password").is_empty());
}

#[tokio::test]
async fn a_recipient_that_the_server_does_not_know_is_refused_for_good() {
    let Some(server) = RealServer::find() else { return };
    let to = "unknown@example.com".parse().unwrap();
    let error = server.mailer(&server.plain()).send(Mail::new(to, "a", "b")).await.unwrap_err();
    assert_eq!((stage(&error), error.is_permanent()), (Stage::Recipient, true));
}

#[tokio::test]
async fn a_second_try_is_recognised_by_its_message_id() {
    let Some(server) = RealServer::find() else { return };
    let mailer = server.mailer(&server.plain());
    for _ in 0..2 {
        mailer.send(mail().with_message_id("second-try")).await.unwrap();
    }
    assert_eq!(server.received("second-try").len(), 2);
}
