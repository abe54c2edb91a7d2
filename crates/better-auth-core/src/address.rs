//! The address of an account: proving that it is one's own, and moving to another one.
//!
//! Both are done by links in mails. There is one kind of link, to `/verify-email`, and what it
//! stands for is written in its row: see `claim`. Two plugins share this: one serves
//! `/verify-email` and `/send-verification-email`, the other one `/change-email`.
//!
//! A move of a proven address has two steps. The mail to the address that the account has asks
//! whether to move; opening its link sends the mail to the new address, and opening that one moves
//! the account. Where the address of the account does not have to agree, the first step is left
//! out.
//!
//! # Protects from
//! Links that work twice, or for another address than the one they were mailed to: each is used
//! up in the transaction that does what it stands for, and only while the account still has the
//! address that it had then. Telling who has an account: about an address that is taken, or that
//! nobody has, a request leaves as many rows behind as about any other. Somebody else's browser:
//! a link that moves an account is refused, and stays unused, where another user is signed in.
//!
//! # Does not protect from
//! Whoever reads the mailbox, a program that opens every link in it included. A person who signs up
//! with the address of another, who then says that it is theirs. An owner who mistypes the new
//! address, confirms that, and meets a stranger there who takes the account.

mod claim;
mod link;
mod moving;
mod opening;
mod proof;

use std::time::Duration;

use crate::entity::Purpose;

pub use link::AddressLink;
pub use moving::AddressMove;
pub use opening::OpenedLink;

/// The purpose of every link to `/verify-email`.
pub const ADDRESS: Purpose = Purpose::new("address");

/// How long a link works, unless told otherwise: an hour, so that a mail that is late still does,
/// and one that is found later does not.
pub const LINK_LIFE: Duration = Duration::from_secs(3600);

/// What goes wrong with an address.
pub mod codes {
    crate::error_codes! {
        /// The token of a link is none, or the account has another address by now.
        INVALID_TOKEN = UNAUTHORIZED, "Invalid token";
        /// The link is too old.
        TOKEN_EXPIRED = UNAUTHORIZED, "Token expired";
        /// The link was opened before, and did what it is for.
        TOKEN_ALREADY_USED = UNAUTHORIZED, "This link has been used already. The email address is verified, you can sign in.";
        /// The link belongs to another user than the one who is signed in.
        INVALID_USER = UNAUTHORIZED, "Invalid user";
        /// The address has an account already.
        USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL = UNPROCESSABLE_ENTITY, "User already exists. Use another email.";
    }
}
