CREATE TABLE IF NOT EXISTS {{snake}}s (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    KEY {{snake}}s_user_id_created_at_idx (user_id, created_at),
    CONSTRAINT {{snake}}s_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
