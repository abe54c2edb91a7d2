/// What is wrong with an audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum AuditFlaw {
    /// The head row is gone.
    #[error("the log has no head")]
    NoHead,
    /// The head row was not written with any of the server secrets.
    #[error("the head was forged, or the secret that sealed it is not configured")]
    Head,
    /// There is no row of that number.
    #[error("the row is missing")]
    Missing,
    /// There is a row of that number where there must be none.
    #[error("the row was added")]
    Surplus,
    /// Number, time, kind, detail or the seals of the row were changed, or it does not follow the
    /// row before.
    #[error("the row was changed or moved, or the secret that sealed it is not configured")]
    Chain,
    /// Who did it, or from where, was changed.
    #[error("who did it was changed")]
    Actor,
    /// To whom it happened was changed.
    #[error("to whom it happened was changed")]
    Subject,
    /// More or fewer personal parts are erased than the deletions of users have erased.
    #[error("personal parts were erased without the deletion of their user")]
    Erasure,
    /// The head that was kept to compare with is not one of this log.
    #[error("the head to compare with was forged, or is of another log")]
    KeptHead,
    /// The log does not have the row any more with which a kept head ended.
    #[error("the log was put back or rewritten since the head was kept")]
    RolledBack,
}
