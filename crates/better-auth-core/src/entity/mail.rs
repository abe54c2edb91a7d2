use crate::clock::Timestamp;
use crate::id::MailId;

/// A mail on its way into the outbox.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// Names the row; also what stands in the `Message-ID`, so that a mail which arrives twice can
    /// be told.
    pub id: MailId,
    /// What it says: the [kind](crate::mail::Message::kind) of the message.
    pub kind: &'static str,
    /// The mail, encrypted: it may hold a credential.
    pub sealed: String,
    /// When it was written; it is due at once.
    pub created_at: Timestamp,
}

/// A mail in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMail {
    /// Names the row.
    pub id: MailId,
    /// What it says.
    pub kind: String,
    /// The mail, encrypted.
    pub sealed: String,
    /// How often somebody has taken it for delivery.
    pub attempts: u32,
    /// When it is to be tried (again). `None`: given up.
    pub due_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Why the last try failed, for operators.
    pub problem: Option<String>,
}
