use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use better_auth_core::mail::{Mail, MailError, Mailer};

/// Receives every mail of the application. A mail that no test reads fails the test when the
/// mailbox is dropped: whoever sends mail says so.
#[derive(Debug, Clone, Default)]
pub struct Mailbox(Arc<Inbox>);

#[derive(Debug, Default)]
struct Inbox {
    mails: Mutex<Vec<Mail>>,
    refusing: AtomicBool,
}

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

    /// Takes the oldest unread mail to an address.
    ///
    /// # Panics
    /// When there is none.
    pub fn take_to(&self, address: &str) -> Mail {
        let mut mails = self.mails();
        let found = mails.iter().position(|mail| mail.to.as_str() == address);
        mails.remove(found.unwrap_or_else(|| panic!("no mail was sent to {address}")))
    }

    /// Takes every unread mail, oldest first.
    pub fn take_all(&self) -> Vec<Mail> {
        std::mem::take(&mut *self.mails())
    }

    /// Lets the mail server refuse every mail until it is told to take them again.
    pub fn refuse(&self, refuse: bool) {
        self.0.refusing.store(refuse, Ordering::SeqCst);
    }

    fn mails(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.0.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        let unread = self.mails.get_mut().map(|mails| mails.len()).unwrap_or_default();
        assert!(unread == 0 || std::thread::panicking(), "{unread} mails were sent and not read");
    }
}

#[async_trait]
impl Mailer for Mailbox {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        if self.0.refusing.load(Ordering::SeqCst) {
            return Err(MailError::temporary("the mail server is down"));
        }
        self.mails().push(mail);
        Ok(())
    }
}
