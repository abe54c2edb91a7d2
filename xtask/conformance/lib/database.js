// A database that the original makes itself: SQLite as WebAssembly, so that nothing has to be
// compiled, or PostgreSQL.

import { SqliteDialect } from "kysely";
import sqlite from "node-sqlite3-wasm";
import pg from "pg";

/** What `betterAuth` takes as `database`, and how to close it. */
export function open(url) {
  if (url.startsWith("postgres:")) {
    const pool = new pg.Pool({ connectionString: url });
    return { database: pool, close: () => pool.end() };
  }
  const file = new sqlite.Database(url.replace("sqlite://", ""));
  const dialect = new SqliteDialect({ database: disguised(file) });
  return { database: { dialect, type: "sqlite" }, close: () => file.close() };
}

/** Kysely knows the interface of better-sqlite3. */
function disguised(file) {
  const prepare = (sql) => ({
    reader: /^\s*(select|with|pragma)\b|\breturning\b/i.test(sql),
    all: (values) => file.all(sql, [...values]),
    run: (values) => {
      const { changes, lastInsertRowId } = file.run(sql, [...values]);
      return { changes, lastInsertRowid: lastInsertRowId };
    },
  });
  return { prepare, close: () => file.close() };
}
