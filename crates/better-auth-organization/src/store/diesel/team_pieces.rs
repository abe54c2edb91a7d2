//! Pieces of the transactions around teams; see `pieces.rs`.

/// Whether the team has as many members as it may have. Under the lock on its organization.
macro_rules! team_is_full {
    ($conn:ident, $team:expr, $limit:expr) => {
        match $limit {
            None => false,
            Some(limit) => {
                let all = team_members::table.filter(team_members::team_id.eq($team.as_str()));
                let count: i64 = all.count().get_result($conn).await?;
                count >= i64::from(limit)
            }
        }
    };
}

/// Whether the organization has the team. Under the lock.
macro_rules! has_team {
    ($conn:ident, $organization:expr, $team:expr) => {{
        let own = teams::table
            .filter(teams::id.eq($team.as_str()))
            .filter(teams::organization_id.eq($organization.as_str()));
        let found: bool = ::diesel::select(exists(own)).get_result($conn).await?;
        found
    }};
}

/// Takes a user out of every team of the organization. Under the lock.
macro_rules! leave_teams {
    ($conn:ident, $organization:expr, $user:expr) => {{
        let own = teams::table
            .filter(teams::organization_id.eq($organization.as_str()))
            .select(teams::id);
        let own: Vec<String> = own.load($conn).await?;
        // In parts: a statement takes only so many values.
        for own in own.chunks(500) {
            let gone = team_members::table
                .filter(team_members::user_id.eq($user))
                .filter(team_members::team_id.eq_any(own));
            ::diesel::delete(gone).execute($conn).await?;
        }
    }};
}

/// Lets one session of a user work in a team of the organization that is active in it.
macro_rules! activate_team {
    ($conn:ident, $team:expr, $user:expr, $session:expr) => {{
        let own = sessions::table
            .filter(sessions::id.eq($session.as_str()))
            .filter(sessions::user_id.eq($user.as_str()));
        let there = sessions::active_team_id.eq($team.as_str());
        ::diesel::update(own).set(there).execute($conn).await?;
    }};
}
