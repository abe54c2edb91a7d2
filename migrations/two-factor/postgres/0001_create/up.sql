CREATE TABLE two_factors (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- sealed; null: no authenticator app
    secret TEXT,
    -- whether a code of the app was right once
    confirmed BOOLEAN NOT NULL,
    -- whether the person chose codes by mail
    mailed_codes BOOLEAN NOT NULL,
    -- the newest time step whose code was accepted
    last_step BIGINT NOT NULL,
    -- wrong codes in a row
    failures BIGINT NOT NULL,
    locked_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE two_factor_backup_codes (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX two_factor_backup_codes_user_id_idx ON two_factor_backup_codes (user_id);

CREATE TABLE trusted_devices (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL,
    -- void as soon as the user has another one
    credential_version BIGINT NOT NULL,
    ip_address TEXT,
    user_agent TEXT,
    created_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX trusted_devices_token_hash_key ON trusted_devices (token_hash);
CREATE INDEX trusted_devices_user_id_used_at_idx ON trusted_devices (user_id, used_at);
