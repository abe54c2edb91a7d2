CREATE TABLE {{snake}}s (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX {{snake}}s_user_id_created_at_idx ON {{snake}}s (user_id, created_at);
