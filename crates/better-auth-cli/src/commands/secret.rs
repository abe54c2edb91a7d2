use better_auth::core::random::{OsRandom, Random};
use serde_json::json;

use crate::failure::Failure;
use crate::report::Report;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth secret
  export BETTER_AUTH_SECRET=\"$(better-auth secret)\"

The secret goes to standard output, the advice to standard error.

Answer with --json:
  {\"ok\":true,\"secret\":\"…\"}";

/// Letters and digits: 256 bits, and nothing that a shell or an .env file would read otherwise.
const LENGTH: usize = 43;

const ADVICE: &str = "\
To change to it:
  1. With several instances: give each of them the new one as an older one (`.older_secret(…)`) first, so
     that all of them verify what the first one to change signs.
  2. Set BETTER_AUTH_SECRET to the new one, and give the application the one that it had as an older one:
     what was signed or encrypted with it stays valid. Restart.
  3. For these commands, name the older one in BETTER_AUTH_OLDER_SECRETS, with commas between several.
  4. Keep the older one while the audit log has rows of its time, and users have second factors or
     linked accounts from then.
If the secret leaked, leave it out at once: everybody signs in again, and second factors that were
encrypted with it have to be set up anew.";

pub(crate) fn run() -> Result<Report, Failure> {
    let random: &dyn Random = &OsRandom;
    let secret = random.alphanumeric(LENGTH)?;
    eprintln!("{ADVICE}");
    Ok(Report::new(json!({ "secret": secret }), secret))
}
