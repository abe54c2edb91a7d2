-- For lists of users. A name is no text that can be under an index here.
ALTER TABLE users
    ADD INDEX users_created_at_id_idx (created_at, id),
    ADD INDEX users_updated_at_id_idx (updated_at, id),
    ADD INDEX users_role_created_at_id_idx (role, created_at, id),
    ADD INDEX users_banned_created_at_id_idx (banned, created_at, id),
    ADD INDEX users_email_verified_created_at_id_idx (email_verified, created_at, id);
