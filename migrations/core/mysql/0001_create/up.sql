CREATE TABLE IF NOT EXISTS users (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    email VARCHAR(254) NOT NULL,
    email_verified BOOLEAN NOT NULL,
    image TEXT,
    -- owner: email-password
    username VARCHAR(191),
    -- owner: email-password
    display_username TEXT,
    -- owner: two-factor
    two_factor_enabled BOOLEAN NOT NULL,
    -- owner: admin
    role VARCHAR(191) NOT NULL DEFAULT 'user',
    -- owner: admin
    banned BOOLEAN NOT NULL DEFAULT FALSE,
    -- owner: admin
    ban_reason TEXT,
    -- owner: admin
    ban_expires DATETIME(6),
    credential_version BIGINT NOT NULL,
    -- JSON: the fields that the application declared
    additional LONGTEXT,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY users_email_key (email),
    UNIQUE KEY users_username_key (username)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sessions (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    token_hash VARCHAR(64) NOT NULL,
    user_id VARCHAR(64) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    ip_address TEXT,
    user_agent TEXT,
    remembered BOOLEAN NOT NULL,
    amr TEXT NOT NULL,
    authenticated_at DATETIME(6) NOT NULL,
    second_factor_at DATETIME(6),
    -- owner: organization
    active_organization_id VARCHAR(64),
    -- owner: organization
    active_team_id VARCHAR(64),
    -- owner: admin; who acts in the name of the user
    impersonated_by VARCHAR(64),
    additional LONGTEXT,
    UNIQUE KEY sessions_token_hash_key (token_hash),
    KEY sessions_user_id_created_at_idx (user_id, created_at),
    KEY sessions_expires_at_idx (expires_at),
    KEY sessions_impersonated_by_idx (impersonated_by),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT sessions_impersonated_by_fkey FOREIGN KEY (impersonated_by) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS accounts (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) NOT NULL,
    provider_id VARCHAR(64) NOT NULL,
    account_id VARCHAR(255) NOT NULL,
    password TEXT,
    -- owner: oauth
    scopes TEXT,
    -- owner: oauth; encrypted
    tokens MEDIUMTEXT,
    -- owner: oauth; until then somebody is fetching new tokens
    refresh_until DATETIME(6),
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY accounts_provider_id_account_id_key (provider_id, account_id),
    KEY accounts_user_id_idx (user_id),
    CONSTRAINT accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS verifications (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    purpose VARCHAR(64) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    user_id VARCHAR(64),
    value TEXT NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    consumed_at DATETIME(6),
    attempts BIGINT NOT NULL DEFAULT 0,
    UNIQUE KEY verifications_purpose_token_hash_key (purpose, token_hash),
    KEY verifications_user_id_idx (user_id),
    KEY verifications_expires_at_idx (expires_at),
    CONSTRAINT verifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS mails (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    kind VARCHAR(64) NOT NULL,
    sealed LONGTEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- null: given up
    due_at DATETIME(6),
    created_at DATETIME(6) NOT NULL,
    problem TEXT,
    KEY mails_due_at_idx (due_at),
    KEY mails_created_at_idx (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
