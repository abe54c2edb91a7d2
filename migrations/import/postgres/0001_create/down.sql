DROP TABLE IF EXISTS imported_rows;
