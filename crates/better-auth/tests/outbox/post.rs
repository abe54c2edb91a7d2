#![expect(clippy::panic, reason = "a mailer that panics is one of the moods")]

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use better_auth::core::mail::{Mail, MailError, Mailer};
use tokio::sync::Semaphore;

/// What a mail server does with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mood {
    #[default]
    Takes,
    /// Come back later.
    Busy,
    /// Never.
    Refuses,
    /// Takes the mail when it is released.
    Hangs,
    /// A defect of the mailer itself.
    Panics,
}

/// A mail server for as many senders as there are clones.
#[derive(Debug, Clone)]
pub(crate) struct Post(Arc<State>);

#[derive(Debug)]
struct State {
    mood: Mutex<Mood>,
    tried: Mutex<Vec<Mail>>,
    taken: Mutex<Vec<Mail>>,
    /// A permit for each mail that was tried and not yet waited for; likewise taken, released.
    tries: Semaphore,
    takes: Semaphore,
    releases: Semaphore,
}

impl Default for Post {
    fn default() -> Self {
        let none = || Semaphore::new(0);
        let (mood, tried, taken) = Default::default();
        let (tries, takes, releases) = (none(), none(), none());
        Self(Arc::new(State { mood, tried, taken, tries, takes, releases }))
    }
}

impl Post {
    pub(crate) fn is_now(&self, mood: Mood) {
        *self.0.mood.lock().unwrap() = mood;
    }

    /// How many tries there were so far.
    pub(crate) fn tries(&self) -> usize {
        self.0.tried.lock().unwrap().len()
    }

    /// Every try so far.
    pub(crate) fn tried(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.0.tried.lock().unwrap()
    }

    /// Every mail that was taken.
    pub(crate) fn taken(&self) -> Vec<Mail> {
        self.0.taken.lock().unwrap().clone()
    }

    /// To whom, in the order in which they were taken.
    pub(crate) fn recipients(&self) -> Vec<String> {
        self.taken().iter().map(|mail| mail.to.to_string()).collect()
    }

    /// Waits for so many more tries.
    pub(crate) async fn tried_more(&self, mails: u32) {
        self.0.tries.acquire_many(mails).await.unwrap().forget();
    }

    /// Waits for so many more mails that were taken.
    pub(crate) async fn took_more(&self, mails: u32) {
        self.0.takes.acquire_many(mails).await.unwrap().forget();
    }

    /// Takes so many of the mails that hang.
    pub(crate) fn release(&self, mails: usize) {
        self.0.releases.add_permits(mails);
    }
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        self.0.tried.lock().unwrap().push(mail.clone());
        self.0.tries.add_permits(1);
        let mood = *self.0.mood.lock().unwrap();
        match mood {
            Mood::Takes => {}
            Mood::Busy => return Err(MailError::temporary("busy, come back")),
            Mood::Refuses => return Err(MailError::permanent("nobody of that name")),
            Mood::Hangs => self.0.releases.acquire().await.unwrap().forget(),
            Mood::Panics => panic!("a defect"),
        }
        self.0.taken.lock().unwrap().push(mail);
        self.0.takes.add_permits(1);
        Ok(())
    }
}
