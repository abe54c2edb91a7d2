-- What was taken from another database: a row that is named here and gone was removed since, and
-- is not taken again.
CREATE TABLE imported_rows (
    -- the table
    kind TEXT NOT NULL,
    row_id TEXT NOT NULL,
    PRIMARY KEY (kind, row_id)
);
