//! A mail as the outbox keeps it: sealed.

use serde::{Deserialize, Serialize};

use crate::auth::Auth;
use crate::email::Email;
use crate::entity::{NewMail, QueuedMail};
use crate::error::ApiError;
use crate::id::MailId;
use crate::mail::{Mail, Message};
use crate::secret::{KeyPurpose, OpenError};

const MAIL: KeyPurpose = KeyPurpose::new("mail");

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Letter {
    to: String,
    subject: String,
    text: String,
    html: Option<String>,
    /// 1 for a decoy, else 0: the length of what is sealed does not tell.
    decoy: u8,
}

/// What came out of the seal.
pub(super) enum Opened {
    Mail(Mail),
    Decoy,
}

impl Auth {
    pub(super) fn write(
        &self,
        to: &Email,
        message: &Message,
        decoy: bool,
    ) -> Result<NewMail, ApiError> {
        if !self.sends_mail() {
            return Err(ApiError::internal("a mail was to be sent, and there is no mailer"));
        }
        let app = &self.settings().app_name;
        let mail = self.outbox().templates.render(to, app, message).map_err(ApiError::internal)?;
        let letter = Letter {
            to: mail.to.as_str().to_owned(),
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            decoy: decoy.into(),
        };
        let letter = serde_json::to_vec(&letter).map_err(ApiError::internal)?;
        let id = MailId::generate(self.random())?;
        let sealed = self.keyring().seal(MAIL, &context(&id), &letter, self.random())?;
        Ok(NewMail { id, kind: message.kind(), sealed, created_at: self.now() })
    }

    pub(super) fn open(&self, mail: &QueuedMail) -> Result<Opened, OpenError> {
        let opened = self.keyring().open(MAIL, &context(&mail.id), &mail.sealed)?;
        let letter: Letter = serde_json::from_slice(&opened.plaintext).map_err(|_| OpenError)?;
        if letter.decoy == 1 {
            return Ok(Opened::Decoy);
        }
        let to = Email::from_store(letter.to);
        let mut open = Mail::new(to, letter.subject, letter.text)
            .with_message_id(mail.id.as_str())
            .with_date(mail.created_at);
        open.html = letter.html;
        Ok(Opened::Mail(open))
    }
}

/// A letter opens only in its own row.
fn context(id: &MailId) -> String {
    format!("mails:{id}")
}
