CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- folded to lower case
    slug TEXT NOT NULL,
    logo TEXT,
    -- JSON: an object
    metadata TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX organizations_slug_key ON organizations (slug);

CREATE TABLE members (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- names with commas between them
    role TEXT NOT NULL,
    -- whether one of the roles is that of an owner
    is_owner BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX members_organization_id_user_id_key ON members (organization_id, user_id);
CREATE INDEX members_organization_id_created_at_id_idx ON members (organization_id, created_at, id);
CREATE INDEX members_organization_id_is_owner_idx ON members (organization_id, is_owner);
CREATE INDEX members_user_id_created_at_idx ON members (user_id, created_at);

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    -- names with commas between them
    role TEXT NOT NULL,
    -- pending, accepted, rejected, canceled
    status TEXT NOT NULL,
    -- the teams to join, with commas between them
    team_id TEXT,
    inviter_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    -- the address, while it is pending and no newer one took its place
    pending_key TEXT
);
CREATE UNIQUE INDEX invitations_organization_id_pending_key_key ON invitations (organization_id, pending_key);
CREATE INDEX invitations_organization_id_created_at_id_idx ON invitations (organization_id, created_at, id);
CREATE INDEX invitations_email_created_at_idx ON invitations (email, created_at);
CREATE INDEX invitations_inviter_id_idx ON invitations (inviter_id);

CREATE TABLE organization_roles (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    -- JSON: actions by resource
    permission TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP
);
CREATE UNIQUE INDEX organization_roles_organization_id_role_key ON organization_roles (organization_id, role);

CREATE TABLE teams (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP
);
CREATE INDEX teams_organization_id_created_at_id_idx ON teams (organization_id, created_at, id);

CREATE TABLE team_members (
    id TEXT NOT NULL PRIMARY KEY,
    team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX team_members_team_id_user_id_key ON team_members (team_id, user_id);
CREATE INDEX team_members_user_id_idx ON team_members (user_id);
