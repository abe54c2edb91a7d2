-- What was taken from another database: a row that is named here and gone was removed since, and
-- is not taken again.
CREATE TABLE IF NOT EXISTS imported_rows (
    -- the table
    kind VARCHAR(64) NOT NULL,
    row_id VARCHAR(64) NOT NULL,
    PRIMARY KEY (kind, row_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
