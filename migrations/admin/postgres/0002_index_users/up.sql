-- For lists of users: each order, and the filters by role and flags in the usual order.
CREATE INDEX users_created_at_id_idx ON users (created_at, id);
CREATE INDEX users_updated_at_id_idx ON users (updated_at, id);
CREATE INDEX users_name_id_idx ON users (name, id);
CREATE INDEX users_role_created_at_id_idx ON users (role, created_at, id);
CREATE INDEX users_banned_created_at_id_idx ON users (banned, created_at, id);
CREATE INDEX users_email_verified_created_at_id_idx ON users (email_verified, created_at, id);
-- For searches by how a name begins, in any case.
CREATE INDEX users_lower_name_idx ON users (lower(name) text_pattern_ops);
-- For searches for what stands somewhere in an address or a name, where the database has pg_trgm or
-- lets its owner have it. Without it such a search reads users until the page is full.
DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'pg_trgm can not be had: %', SQLERRM; END $$;
DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN CREATE INDEX users_email_trgm_idx ON users USING gin (email gin_trgm_ops); CREATE INDEX users_name_trgm_idx ON users USING gin (lower(name) gin_trgm_ops); ALTER INDEX users_name_trgm_idx ALTER COLUMN 1 SET STATISTICS 1000; END IF; EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'no index by pg_trgm: %', SQLERRM; END $$;
-- Ten times the usual statistics: the planner sees whether a search finds one in a hundred, and follows
-- the order, or one in a thousand, and sorts. With the usual ones the worst was ten times slower.
ALTER TABLE users ALTER COLUMN email SET STATISTICS 1000;
ALTER INDEX users_lower_name_idx ALTER COLUMN 1 SET STATISTICS 1000;
