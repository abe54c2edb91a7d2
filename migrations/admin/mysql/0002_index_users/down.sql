ALTER TABLE users
    DROP INDEX users_created_at_id_idx,
    DROP INDEX users_updated_at_id_idx,
    DROP INDEX users_name_id_idx,
    DROP INDEX users_role_created_at_id_idx,
    DROP INDEX users_banned_created_at_id_idx,
    DROP INDEX users_email_verified_created_at_id_idx,
    MODIFY name TEXT NOT NULL;
