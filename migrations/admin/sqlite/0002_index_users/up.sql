-- For lists of users: each order, and the filters by role and ban in the usual order.
CREATE INDEX users_created_at_id_idx ON users (created_at, id);
CREATE INDEX users_updated_at_id_idx ON users (updated_at, id);
CREATE INDEX users_name_id_idx ON users (name, id);
CREATE INDEX users_role_created_at_id_idx ON users (role, created_at, id);
CREATE INDEX users_banned_created_at_id_idx ON users (banned, created_at, id);
