use better_auth::User;
use better_auth::admin::{
    After, Caller, FlagField, MAX_PAGE, SearchField, SortValue, TextMatch, Total, UserFilter,
    UserQuery, UserSearch, UserSort,
};
use better_auth::core::Timestamp;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::application::{Application, Need};
use crate::arguments::Common;
use crate::cli::Cli;
use crate::failure::Failure;
use crate::operator::facts;
use crate::report::Report;

pub(crate) const EXAMPLES: &str = "\
Examples:
  better-auth list-users
  better-auth list-users --search @example.com --limit 20
  better-auth list-users --search ada --search-in name --json
  better-auth list-users --banned

Those who signed up first come first. Hand the cursor of a page to --cursor for the next one.

Answer with --json; the users are those of GET /admin/list-users, and the cursor of the last page is
null. A total that was not counted has \"totalIsExact\" false: about so many where everybody is
listed, at least so many where only some are:
  {\"ok\":true,\"users\":[{\"id\":\"…\",\"email\":\"ada@example.com\",…}],\"total\":1,\"totalIsExact\":true,
   \"nextCursor\":null}";

/// Lists users.
#[derive(Debug, Args)]
pub(crate) struct ListUsers {
    /// Only those whose address has this somewhere
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Where to search
    #[arg(long, value_enum, default_value_t = SearchIn::Email)]
    search_in: SearchIn,
    /// Only those who are shut out
    #[arg(long)]
    banned: bool,
    /// How many, at most 500
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_PAGE)))]
    limit: u32,
    /// Where the page before ended
    #[arg(long, value_name = "CURSOR", value_parser = after)]
    cursor: Option<After>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SearchIn {
    Email,
    Name,
}

impl ListUsers {
    pub(crate) async fn run(&self, cli: &Cli, common: &Common) -> Result<Report, Failure> {
        let application = Application::open(cli, common, Need::Tables).await?;
        let admins = application.admins()?;
        let page = admins.list_users(Caller::operator(&facts()), &self.query()).await?;
        let full = page.users.len() == self.limit as usize;
        let next = page.users.last().filter(|_| full).map(cursor);
        let (total, exact) = match page.total {
            Total::Exact(total) => (total, true),
            Total::Estimate(total) => (total, false),
        };
        let mut text: String = page.users.iter().map(line).collect();
        text.push_str(&match (exact, self.search.is_some() || self.banned) {
            (true, _) => format!("{total} in all\n"),
            (false, true) => format!("at least {total} in all\n"),
            (false, false) => format!("about {total} in all\n"),
        });
        if let Some(next) = &next {
            text.push_str(&format!("next page: --cursor {next}\n"));
        }
        let auth = application.auth();
        let shown = |user| serde_json::to_value(auth.user_response(user)).unwrap_or(Value::Null);
        let fields = json!({
            "users": page.users.into_iter().map(shown).collect::<Vec<_>>(),
            "total": total,
            "totalIsExact": exact,
            "nextCursor": next,
        });
        Ok(Report::new(fields, text))
    }

    fn query(&self) -> UserQuery {
        let field = match self.search_in {
            SearchIn::Email => SearchField::Email,
            SearchIn::Name => SearchField::Name,
        };
        let search = self.search.as_ref().filter(|text| !text.is_empty());
        UserQuery {
            limit: self.limit,
            after: self.cursor.clone(),
            search: search
                .map(|text| UserSearch { field, text: TextMatch::Contains(text.to_lowercase()) }),
            filter: self.banned.then_some(UserFilter::Flag(FlagField::Banned, true)),
            ..UserQuery::default()
        }
    }
}

/// One line, whatever a user called themselves: what a terminal would obey is escaped.
fn line(user: &User) -> String {
    let barred = if user.banned { "  banned" } else { "" };
    format!(
        "{}  {}  {}  {}{barred}\n",
        user.id,
        user.email.as_str().escape_debug(),
        user.role.escape_debug(),
        user.name.escape_debug()
    )
}

fn cursor(user: &User) -> String {
    format!("{}.{}", user.created_at.as_millis(), user.id)
}

fn after(text: &str) -> Result<After, String> {
    let read = || {
        let (millis, id) = text.split_once('.')?;
        let millis: i64 = millis.parse().ok()?;
        // The years that every database has.
        let sane = (0..=253_402_300_799_999).contains(&millis);
        let value = SortValue::Moment(sane.then(|| Timestamp::from_millis(millis))?);
        debug_assert_eq!(UserSort::default(), UserSort::CreatedAt, "the cursor is a moment");
        Some(After { value, id: id.parse().ok()? })
    };
    read().ok_or_else(|| "give the cursor that the page before answered".to_owned())
}
