use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use better_auth_core::mail::{Mail, MailError, Mailer};

/// Receives every mail of the application. A mail that no test reads fails the test when the
/// mailbox is dropped: whoever sends mail says so.
#[derive(Debug, Clone, Default)]
pub struct Mailbox(Arc<Inbox>);

#[derive(Debug, Default)]
struct Inbox(Mutex<Vec<Mail>>);

impl Mailbox {
    /// Takes the oldest unread mail.
    ///
    /// # Panics
    /// When there is none.
    pub fn take(&self) -> Mail {
        let mut mails = self.mails();
        assert!(!mails.is_empty(), "no mail was sent");
        mails.remove(0)
    }

    /// Takes every unread mail, oldest first.
    pub fn take_all(&self) -> Vec<Mail> {
        std::mem::take(&mut *self.mails())
    }

    fn mails(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        let unread = self.0.get_mut().map(|mails| mails.len()).unwrap_or_default();
        assert!(unread == 0 || std::thread::panicking(), "{unread} mails were sent and not read");
    }
}

#[async_trait]
impl Mailer for Mailbox {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        self.mails().push(mail);
        Ok(())
    }
}
