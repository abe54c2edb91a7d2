CREATE TABLE IF NOT EXISTS two_factors (
    user_id VARCHAR(64) NOT NULL PRIMARY KEY,
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
    locked_until DATETIME(6),
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    CONSTRAINT two_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS two_factor_backup_codes (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    KEY two_factor_backup_codes_user_id_idx (user_id),
    CONSTRAINT two_factor_backup_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS trusted_devices (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    -- void as soon as the user has another one
    credential_version BIGINT NOT NULL,
    ip_address TEXT,
    user_agent TEXT,
    created_at DATETIME(6) NOT NULL,
    used_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    UNIQUE KEY trusted_devices_token_hash_key (token_hash),
    KEY trusted_devices_user_id_used_at_idx (user_id, used_at),
    CONSTRAINT trusted_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
