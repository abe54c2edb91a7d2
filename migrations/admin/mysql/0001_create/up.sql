-- One row: whoever changes who is an administrator writes it first.
CREATE TABLE IF NOT EXISTS admin_turns (
    id BIGINT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO admin_turns (id, turn) VALUES (1, 0);

-- Why somebody acted in the name of somebody else.
CREATE TABLE IF NOT EXISTS impersonations (
    session_id VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) NOT NULL,
    admin_id VARCHAR(64) NOT NULL,
    reason TEXT,
    created_at DATETIME(6) NOT NULL,
    KEY impersonations_user_id_created_at_idx (user_id, created_at),
    CONSTRAINT impersonations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
