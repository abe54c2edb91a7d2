CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_verified BOOLEAN NOT NULL,
    image TEXT,
    -- owner: email-password
    username TEXT,
    -- owner: email-password
    display_username TEXT,
    -- owner: two-factor
    two_factor_enabled BOOLEAN NOT NULL,
    -- owner: admin
    role TEXT NOT NULL DEFAULT 'user',
    -- owner: admin
    banned BOOLEAN NOT NULL DEFAULT FALSE,
    -- owner: admin
    ban_reason TEXT,
    -- owner: admin
    ban_expires TIMESTAMP,
    credential_version BIGINT NOT NULL,
    -- JSON: the fields that the application declared
    additional TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE UNIQUE INDEX users_username_key ON users (username);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    ip_address TEXT,
    user_agent TEXT,
    remembered BOOLEAN NOT NULL,
    amr TEXT NOT NULL,
    authenticated_at TIMESTAMP NOT NULL,
    second_factor_at TIMESTAMP,
    -- owner: organization
    active_organization_id TEXT,
    -- owner: organization
    active_team_id TEXT,
    -- owner: admin; who acts in the name of the user
    impersonated_by TEXT REFERENCES users (id) ON DELETE CASCADE,
    additional TEXT
);
CREATE UNIQUE INDEX sessions_token_hash_key ON sessions (token_hash);
CREATE INDEX sessions_user_id_created_at_idx ON sessions (user_id, created_at);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
CREATE INDEX sessions_impersonated_by_idx ON sessions (impersonated_by);

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    password TEXT,
    -- owner: oauth
    scopes TEXT,
    -- owner: oauth; encrypted
    tokens TEXT,
    -- owner: oauth; until then somebody is fetching new tokens
    refresh_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX accounts_provider_id_account_id_key ON accounts (provider_id, account_id);
CREATE INDEX accounts_user_id_idx ON accounts (user_id);

CREATE TABLE verifications (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    consumed_at TIMESTAMP,
    attempts BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX verifications_purpose_token_hash_key ON verifications (purpose, token_hash);
CREATE INDEX verifications_user_id_idx ON verifications (user_id);
CREATE INDEX verifications_expires_at_idx ON verifications (expires_at);

CREATE TABLE mails (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    sealed TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- null: given up
    due_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    problem TEXT
);
CREATE INDEX mails_due_at_idx ON mails (due_at);
CREATE INDEX mails_created_at_idx ON mails (created_at);
