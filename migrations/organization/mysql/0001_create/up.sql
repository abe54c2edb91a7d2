CREATE TABLE IF NOT EXISTS organizations (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- folded to lower case
    slug VARCHAR(191) NOT NULL,
    logo TEXT,
    -- JSON: an object
    metadata TEXT,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY organizations_slug_key (slug)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS members (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    organization_id VARCHAR(64) NOT NULL,
    user_id VARCHAR(64) NOT NULL,
    -- names with commas between them
    role TEXT NOT NULL,
    -- whether one of the roles is that of an owner
    is_owner BOOLEAN NOT NULL,
    created_at DATETIME(6) NOT NULL,
    UNIQUE KEY members_organization_id_user_id_key (organization_id, user_id),
    KEY members_organization_id_created_at_id_idx (organization_id, created_at, id),
    KEY members_organization_id_is_owner_idx (organization_id, is_owner),
    KEY members_user_id_created_at_idx (user_id, created_at),
    CONSTRAINT members_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS invitations (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    organization_id VARCHAR(64) NOT NULL,
    email VARCHAR(254) NOT NULL,
    -- names with commas between them
    role TEXT NOT NULL,
    -- pending, accepted, rejected, canceled
    status VARCHAR(64) NOT NULL,
    -- the teams to join, with commas between them
    team_id TEXT,
    inviter_id VARCHAR(64) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    -- the address, while it is pending and no newer one took its place
    pending_key VARCHAR(254),
    UNIQUE KEY invitations_organization_id_pending_key_key (organization_id, pending_key),
    KEY invitations_organization_id_created_at_id_idx (organization_id, created_at, id),
    KEY invitations_email_created_at_idx (email, created_at),
    KEY invitations_inviter_id_idx (inviter_id),
    CONSTRAINT invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT invitations_inviter_id_fkey FOREIGN KEY (inviter_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS organization_roles (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    organization_id VARCHAR(64) NOT NULL,
    role VARCHAR(64) NOT NULL,
    -- JSON: actions by resource
    permission TEXT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6),
    UNIQUE KEY organization_roles_organization_id_role_key (organization_id, role),
    CONSTRAINT organization_roles_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teams (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    organization_id VARCHAR(64) NOT NULL,
    name TEXT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6),
    KEY teams_organization_id_created_at_id_idx (organization_id, created_at, id),
    CONSTRAINT teams_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS team_members (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    team_id VARCHAR(64) NOT NULL,
    user_id VARCHAR(64) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    UNIQUE KEY team_members_team_id_user_id_key (team_id, user_id),
    KEY team_members_user_id_idx (user_id),
    CONSTRAINT team_members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE,
    CONSTRAINT team_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
