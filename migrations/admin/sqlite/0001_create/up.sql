-- One row: whoever changes who is an administrator writes it first.
CREATE TABLE admin_turns (
    id BIGINT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL
);
INSERT INTO admin_turns (id, turn) VALUES (1, 0);

-- Why somebody acted in the name of somebody else.
CREATE TABLE impersonations (
    session_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    admin_id TEXT NOT NULL,
    reason TEXT,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX impersonations_user_id_created_at_idx ON impersonations (user_id, created_at);
