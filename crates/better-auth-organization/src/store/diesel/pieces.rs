//! Pieces of the transactions of the store. Macros, because a function would have to be generic
//! over the connections of all databases; they expand where the tables are in scope.

/// Takes the lock on an organization's row. Says whether there is one.
macro_rules! lock_organization {
    ($conn:ident, $organization:expr) => {{
        let row = organizations::table.filter(organizations::id.eq($organization.as_str()));
        let same = organizations::updated_at.eq(organizations::updated_at);
        ::diesel::update(row).set(same).execute($conn).await? == 1
    }};
}

/// Whether the member who asks still has the roles by which they may. Under the lock.
macro_rules! stands {
    ($conn:ident, $organization:expr, $actor:expr) => {
        match &$actor {
            None => true,
            Some(actor) => {
                let role: Option<String> = members::table
                    .filter(members::id.eq(actor.member.as_str()))
                    .filter(members::organization_id.eq($organization.as_str()))
                    .select(members::role)
                    .get_result($conn)
                    .await
                    .optional()?;
                role.is_some_and(|role| RoleList::from_store(&role) == *actor.roles)
            }
        }
    };
}

/// Whether the organization has an owner beside that member. Under the lock.
macro_rules! has_other_owner {
    ($conn:ident, $organization:expr, $member:expr) => {{
        let others = members::table
            .filter(members::organization_id.eq($organization.as_str()))
            .filter(members::is_owner.eq(true))
            .filter(members::id.ne($member.as_str()));
        let found: bool = ::diesel::select(exists(others)).get_result($conn).await?;
        found
    }};
}

/// Whether the organization has as many members as it may have. Under the lock.
macro_rules! is_full {
    ($conn:ident, $organization:expr, $limit:expr) => {
        match $limit {
            None => false,
            Some(limit) => {
                let all = members::table
                    .filter(members::organization_id.eq($organization.as_str()))
                    .count();
                let count: i64 = all.get_result($conn).await?;
                count >= i64::from(limit)
            }
        }
    };
}

/// Lets the sessions of a user work in the organization no more.
macro_rules! deactivate {
    ($conn:ident, $organization:expr, $user:expr) => {{
        let concerned = sessions::table
            .filter(sessions::user_id.eq($user))
            .filter(sessions::active_organization_id.eq($organization.as_str()));
        let nowhere = (
            sessions::active_organization_id.eq(None::<String>),
            sessions::active_team_id.eq(None::<String>),
        );
        ::diesel::update(concerned).set(nowhere).execute($conn).await?;
    }};
}

/// Lets one session of a user work in the organization. Says how many there are: one or none.
macro_rules! activate {
    ($conn:ident, $organization:expr, $user:expr, $session:expr) => {{
        let own = sessions::table
            .filter(sessions::id.eq($session.as_str()))
            .filter(sessions::user_id.eq($user.as_str()));
        let organization: Option<&OrganizationId> = $organization;
        let there = (
            sessions::active_organization_id.eq(organization.map(OrganizationId::as_str)),
            sessions::active_team_id.eq(None::<String>),
        );
        ::diesel::update(own).set(there).execute($conn).await?
    }};
}

/// Lets the sessions of several users work in the organization no more.
macro_rules! deactivate_all {
    ($conn:ident, $organization:expr, $users:expr) => {{
        let concerned = sessions::table
            .filter(sessions::user_id.eq_any($users))
            .filter(sessions::active_organization_id.eq($organization.as_str()));
        let nowhere = (
            sessions::active_organization_id.eq(None::<String>),
            sessions::active_team_id.eq(None::<String>),
        );
        ::diesel::update(concerned).set(nowhere).execute($conn).await?;
    }};
}

/// Whether the organization still declares all of those roles. Under the lock.
macro_rules! declares {
    ($conn:ident, $organization:expr, $names:expr) => {{
        let names: &[String] = $names;
        let own = organization_roles::table
            .filter(organization_roles::organization_id.eq($organization.as_str()))
            .filter(organization_roles::role.eq_any(names));
        names.is_empty() || {
            let count: i64 = own.count().get_result($conn).await?;
            usize::try_from(count) == Ok(names.len())
        }
    }};
}
