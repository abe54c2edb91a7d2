-- For lists of users: each order, and the filters by role and flags in the usual order.
CREATE INDEX users_created_at_id_idx ON users (created_at, id);
CREATE INDEX users_updated_at_id_idx ON users (updated_at, id);
CREATE INDEX users_name_id_idx ON users (name, id);
CREATE INDEX users_role_created_at_id_idx ON users (role, created_at, id);
CREATE INDEX users_banned_created_at_id_idx ON users (banned, created_at, id);
CREATE INDEX users_email_verified_created_at_id_idx ON users (email_verified, created_at, id);
-- For searches: with the id, so that reading a whole one needs no look at the table.
CREATE INDEX users_email_id_idx ON users (email, id);
CREATE INDEX users_lower_name_id_idx ON users (lower(name), id);
