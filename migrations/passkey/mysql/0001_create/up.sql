CREATE TABLE IF NOT EXISTS passkeys (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) NOT NULL,
    name TEXT,
    -- base64url of up to 1023 bytes; more than an index could hold in utf8mb4
    credential_id VARCHAR(1364) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    public_key TEXT NOT NULL,
    counter BIGINT NOT NULL,
    device_type VARCHAR(64) NOT NULL,
    backed_up BOOLEAN NOT NULL,
    transports TEXT NOT NULL,
    aaguid VARCHAR(64) NOT NULL,
    -- registered with the npm package, whose user handles are random
    imported BOOLEAN NOT NULL DEFAULT FALSE,
    created_at DATETIME(6) NOT NULL,
    last_used_at DATETIME(6),
    UNIQUE KEY passkeys_credential_id_key (credential_id),
    KEY passkeys_user_id_created_at_idx (user_id, created_at),
    CONSTRAINT passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
