//! Who it was, for the events and the audit log: no user and no session, but the command line.

use better_auth::core::RequestFacts;

/// The `detail` of events. No client can bring it about: details are fixed words of the program.
pub(crate) const OPERATOR: &str = "operator";

/// What stands where the facts of a request stand otherwise: this program, its version, and the account
/// on the machine that ran it, as the environment names it. There is no address.
pub(crate) fn facts() -> RequestFacts {
    let account = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let account = account.filter(|account| !account.is_empty());
    let version = env!("CARGO_PKG_VERSION");
    let who = match account {
        Some(account) => format!("better-auth-cli/{version} ({account})"),
        None => format!("better-auth-cli/{version}"),
    };
    RequestFacts::new(None, Some(&who))
}
