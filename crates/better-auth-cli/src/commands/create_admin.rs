use std::io::{BufRead, IsTerminal};

use better_auth::ApiError;
use better_auth::admin::permission::ADMIN;
use better_auth::admin::{Caller, NewPerson};
use better_auth::core::access::RoleList;
use better_auth::core::profile::check_name;
use better_auth::core::{Email, SecretString};
use clap::Args;
use serde_json::json;

use crate::application::Application;
use crate::arguments::{Changing, Common};
use crate::cli::Cli;
use crate::failure::Failure;
use crate::operator::facts;
use crate::report::Report;
use crate::settings::variable;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth create-admin ada@example.com
  better-auth create-admin ada@example.com --name \"Ada Lovelace\" < password.txt
  ADMIN_EMAIL=ada@example.com ADMIN_PASSWORD=… better-auth create-admin

The password comes from ADMIN_PASSWORD, from the first line of standard input, or is asked for on a
terminal; never from an argument. The address counts as proven. An account that has the address stays
as it is, and the command is refused.

Answer with --json:
  {\"ok\":true,\"user\":\"pNa4AyJ7…\",\"email\":\"ada@example.com\"}";

/// Makes an administrator.
#[derive(Debug, Args)]
pub(crate) struct CreateAdmin {
    /// The mail address; ADMIN_EMAIL counts where it is left out
    #[arg(value_name = "EMAIL")]
    email: Option<String>,
    /// What the administrator is called
    #[arg(long, value_name = "NAME", default_value = "Administrator", value_parser = called)]
    name: String,
    #[command(flatten)]
    changing: Changing,
}

impl CreateAdmin {
    pub(crate) async fn run(&self, cli: &Cli, common: &Common) -> Result<Report, Failure> {
        let email = self.email()?;
        let application = Application::open_to_change(cli, common, &self.changing).await?;
        let admins = application.admins()?;
        let (password, roles) = (password()?, RoleList::one(ADMIN).map_err(ApiError::internal)?);
        let person = NewPerson {
            name: self.name.clone(),
            email,
            email_verified: true,
            password: Some(&password),
            roles: Some(&roles),
            image: None,
            additional: Default::default(),
        };
        let user = admins.create_user(Caller::operator(&facts()), person).await?;
        let text = format!("{} is an administrator: {}", user.email, user.id);
        Ok(Report::new(json!({ "user": user.id.as_str(), "email": user.email.as_str() }), text))
    }

    fn email(&self) -> Result<Email, Failure> {
        let text = self.email.clone().or_else(|| variable("ADMIN_EMAIL")).ok_or_else(|| {
            Failure::usage(
                "MISSING_SETTING",
                "there is no address; give one as `better-auth create-admin ada@example.com`, or set \
                 ADMIN_EMAIL",
            )
        })?;
        text.trim().parse().map_err(|_| {
            let message = format!("{text:?} is no mail address; give one as ada@example.com");
            Failure::usage("INVALID_SETTING", message)
        })
    }
}

/// The same check as at a sign-up.
fn called(name: &str) -> Result<String, String> {
    let checked = check_name("name", name);
    checked.map(|()| name.to_owned()).map_err(|error| error.message().to_owned())
}

fn password() -> Result<SecretString, Failure> {
    if let Some(password) = variable("ADMIN_PASSWORD") {
        return Ok(password.into());
    }
    let typed = if std::io::stdin().is_terminal() { asked()? } else { first_line()? };
    if typed.is_empty() {
        return Err(Failure::usage(
            "MISSING_SETTING",
            "there is no password; set ADMIN_PASSWORD, or give it as the first line of standard input",
        ));
    }
    Ok(typed.into())
}

fn first_line() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| unreadable(&error))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn asked() -> Result<String, Failure> {
    let ask = |words| rpassword::prompt_password(words).map_err(|error| unreadable(&error));
    let typed = ask("Password: ")?;
    if ask("Once more: ")? == typed {
        Ok(typed)
    } else {
        Err(Failure::refused("PASSWORDS_DIFFER", "the two passwords differ; nothing was changed"))
    }
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::refused("PASSWORD_UNREADABLE", format!("the password can not be read: {error}"))
}
