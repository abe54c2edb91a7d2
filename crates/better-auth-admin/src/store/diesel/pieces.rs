//! Pieces of the transactions of the store. Macros, because a function would have to be generic
//! over the connections of all databases; they expand where the tables are in scope.

/// Takes the lock of all changes to who is an administrator.
macro_rules! take_turn {
    ($conn:ident) => {{
        let next = admin_turns::turn.eq(admin_turns::turn + 1);
        ::diesel::update(admin_turns::table).set(next).execute($conn).await?;
    }};
}

/// Whether a user has the roles that they had. Under a lock.
macro_rules! has_role {
    ($conn:ident, $actor:expr) => {{
        let role: Option<String> = users::table
            .filter(users::id.eq($actor.user.as_str()))
            .select(users::role)
            .get_result($conn)
            .await
            .optional()?;
        role.is_some_and(|role| role == $actor.role)
    }};
}

/// Who is not shut out at that moment.
macro_rules! is_free_column {
    ($now:expr) => {{
        let over = users::ban_expires.le($now.to_naive()).assume_not_null();
        users::banned.eq(false).or(users::ban_expires.is_not_null().and(over))
    }};
}

/// Whether somebody, if there is one, still has the roles that they had, and is not shut out at that
/// moment. Under a lock.
macro_rules! stands {
    ($conn:ident, $actor:expr, $now:expr) => {
        match &$actor {
            None => true,
            Some(actor) => {
                let role: Option<String> = users::table
                    .filter(users::id.eq(actor.user.as_str()))
                    .filter(is_free_column!($now))
                    .select(users::role)
                    .get_result($conn)
                    .await
                    .optional()?;
                role.is_some_and(|role| role == actor.role)
            }
        }
    };
}

/// Gives a user other roles. Whoever acts in the name of others, or in whose name others act, does so
/// by the roles of before, so these sessions end.
macro_rules! set_role {
    ($conn:ident, $user:expr, $role:expr) => {{
        let user = users::table.filter(users::id.eq($user.as_str()));
        ::diesel::update(user).set(users::role.eq($role)).execute($conn).await?;
        let theirs =
            sessions::user_id.eq($user.as_str()).and(sessions::impersonated_by.is_not_null());
        let acting = sessions::impersonated_by.eq($user.as_str()).or(theirs);
        ::diesel::delete(sessions::table.filter(acting)).execute($conn).await?;
    }};
}

/// Whether a user has the address that they had, if there is a change of it. Under a lock.
macro_rules! has_address {
    ($conn:ident, $user:expr, $address:expr) => {
        match &$address {
            None => true,
            Some(address) => {
                let same = users::table
                    .filter(users::id.eq($user.as_str()))
                    .filter(users::email.eq(address.from.as_str()));
                ::diesel::select(exists(same)).get_result::<bool>($conn).await?
            }
        }
    };
}

/// Gives a user another address, if it is another one indeed, and says whether it is proven.
macro_rules! set_address {
    ($conn:ident, $user:expr, $address:expr) => {{
        let row = users::table.filter(users::id.eq($user.as_str()));
        if let Some(email) = $address.email {
            let other = row.filter(users::email.ne(email.as_str()));
            let moved = users::email.eq(email.as_str());
            if ::diesel::update(other).set(moved).execute($conn).await? == 1 {
                $conn.outdate_credentials($user).await?;
                end_everything!($conn, $user);
            }
        }
        let proven = users::email_verified.eq($address.verified);
        ::diesel::update(row).set(proven).execute($conn).await?;
    }};
}

/// Who is an administrator: the role stands first, as it is stored, so that an index finds them.
macro_rules! is_admin_column {
    () => {
        users::role.eq(ADMIN).or(users::role.like("admin,%"))
    };
}

/// Whether there is another administrator who is not shut out at that moment. Under the lock.
macro_rules! has_other_admin {
    ($conn:ident, $id:expr, $now:expr) => {{
        let others = users::table
            .filter(is_admin_column!())
            .filter(is_free_column!($now))
            .filter(users::id.ne($id));
        let found: bool = ::diesel::select(exists(others)).get_result($conn).await?;
        found
    }};
}

/// Ends the sessions of a user, those in which they act for others, and their mailed tokens.
macro_rules! end_everything {
    ($conn:ident, $user:expr) => {{
        $conn.void_tokens($user).await?;
        let own = sessions::table.filter(sessions::user_id.eq($user.as_str()));
        ::diesel::delete(own).execute($conn).await?;
        let acting = sessions::table.filter(sessions::impersonated_by.eq($user.as_str()));
        ::diesel::delete(acting).execute($conn).await?;
    }};
}

/// Reads a user who is there.
macro_rules! read_user {
    ($conn:ident, $id:expr) => {{
        let row: UserRow = users::table
            .filter(users::id.eq($id))
            .select(UserRow::as_select())
            .get_result($conn)
            .await?;
        row
    }};
}
