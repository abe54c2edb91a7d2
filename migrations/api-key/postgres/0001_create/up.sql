CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    -- the owner: a user, or else an organization, which may live elsewhere
    user_id TEXT,
    organization_id TEXT,
    config_id TEXT NOT NULL,
    name TEXT,
    start TEXT,
    prefix TEXT,
    key_hash TEXT NOT NULL,
    previous_hash TEXT,
    previous_until TIMESTAMP,
    enabled BOOLEAN NOT NULL,
    permissions TEXT NOT NULL,
    metadata TEXT,
    remaining BIGINT,
    refill_amount BIGINT,
    refill_interval_ms BIGINT,
    last_refill_at TIMESTAMP,
    rate_limit_max BIGINT,
    rate_limit_window_ms BIGINT,
    request_count BIGINT NOT NULL,
    window_started_at TIMESTAMP,
    last_used_at TIMESTAMP,
    last_ip_address TEXT,
    expires_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX api_keys_key_hash_key ON api_keys (key_hash);
CREATE UNIQUE INDEX api_keys_previous_hash_key ON api_keys (previous_hash);
CREATE INDEX api_keys_user_id_created_at_idx ON api_keys (user_id, created_at);
CREATE INDEX api_keys_organization_id_created_at_idx ON api_keys (organization_id, created_at);
CREATE INDEX api_keys_expires_at_idx ON api_keys (expires_at);
