use better_auth::AuthBuilder;
use better_auth::mail::{FolderMailer, Sender, SmtpMailer, SmtpOptions};

use crate::BoxError;

/// Where mails go without a server: each is a file that a mail program opens.
const FOLDER: &str = "mail";

/// Gives the mails to the server that `SMTP_URL` names, or writes them into [`FOLDER`].
pub(crate) fn deliver<A: better_auth::core::store::Adapter>(
    builder: AuthBuilder<A>,
    smtp_url: Option<&str>,
) -> Result<AuthBuilder<A>, BoxError> {
    let from = Sender::new("Full server", "no-reply@example.com")?;
    let Some(url) = smtp_url else {
        let mailer = FolderMailer::new(std::path::absolute(FOLDER)?, from)?;
        tracing::info!(folder = %mailer.folder().display(), "SMTP_URL is not set: mails are files");
        return Ok(builder.mailer(mailer));
    };
    let mailer = SmtpMailer::connect(url, SmtpOptions::new(from));
    Ok(builder.mailer(mailer.map_err(|error| format!("SMTP_URL: {error}"))?))
}
