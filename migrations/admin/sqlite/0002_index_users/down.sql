DROP INDEX IF EXISTS users_created_at_id_idx;
DROP INDEX IF EXISTS users_updated_at_id_idx;
DROP INDEX IF EXISTS users_name_id_idx;
DROP INDEX IF EXISTS users_role_created_at_id_idx;
DROP INDEX IF EXISTS users_banned_created_at_id_idx;
DROP INDEX IF EXISTS users_email_verified_created_at_id_idx;
DROP INDEX IF EXISTS users_email_id_idx;
DROP INDEX IF EXISTS users_lower_name_id_idx;
