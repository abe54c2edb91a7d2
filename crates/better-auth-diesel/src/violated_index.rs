//! Which unique index refused a row: the same name on each database.

use diesel::result::DatabaseErrorInformation;

/// The name of the index, `<table>_<columns>_key`.
///
/// PostgreSQL names it. MySQL and MariaDB put it into the message, MySQL with the table in front.
/// SQLite lists the columns instead, which is why the name is made of them.
pub(crate) fn violated_index(information: &dyn DatabaseErrorInformation) -> String {
    if let Some(name) = information.constraint_name() {
        return name.to_owned();
    }
    let message = information.message();
    from_sqlite(message).or_else(|| from_mysql(message)).unwrap_or_else(|| "unknown".to_owned())
}

fn from_sqlite(message: &str) -> Option<String> {
    let what = message.strip_prefix("UNIQUE constraint failed: ")?;
    if let Some(name) = what.strip_prefix("index ") {
        return Some(name.trim_matches('\'').to_owned());
    }
    let mut columns = what.split(", ");
    let (table, first) = columns.next()?.split_once('.')?;
    let mut name = format!("{table}_{first}");
    for column in columns {
        name.push('_');
        name.push_str(column.rsplit('.').next()?);
    }
    Some(name + "_key")
}

fn from_mysql(message: &str) -> Option<String> {
    // The refused value comes first and is the client's: only what follows the last mark counts.
    let (_, key) = message.rsplit_once(" for key '")?;
    let key = key.strip_suffix('\'')?;
    Some(key.rsplit('.').next().unwrap_or(key).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_columns_become_the_name_of_the_index() {
        let name = |message: &str| violated_index(&message.to_owned());
        assert_eq!(name("UNIQUE constraint failed: users.email"), "users_email_key");
        assert_eq!(
            name("UNIQUE constraint failed: accounts.provider_id, accounts.account_id"),
            "accounts_provider_id_account_id_key"
        );
        assert_eq!(
            name("UNIQUE constraint failed: index 'invitations_pending_key'"),
            "invitations_pending_key"
        );
    }

    #[test]
    fn mysql_and_mariadb_name_it_in_the_message() {
        let name = |message: &str| violated_index(&message.to_owned());
        assert_eq!(name("Duplicate entry 'a@x.de' for key 'users_email_key'"), "users_email_key");
        assert_eq!(name("Duplicate entry 'a' for key 'users.users_email_key'"), "users_email_key");
    }

    #[test]
    fn a_value_can_not_pretend_to_be_the_name() {
        let message = "Duplicate entry 'x' for key 'a_key' for key 'users_name_key'".to_owned();
        assert_eq!(violated_index(&message), "users_name_key");
    }
}
