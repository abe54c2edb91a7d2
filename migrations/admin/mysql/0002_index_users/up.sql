-- For lists of users. A text without a bound can not be under an index; names have 256 characters at
-- most, unless another program wrote them.
UPDATE users SET name = LEFT(name, 256) WHERE CHAR_LENGTH(name) > 512;
ALTER TABLE users
    MODIFY name VARCHAR(512) NOT NULL,
    ADD INDEX users_created_at_id_idx (created_at, id),
    ADD INDEX users_updated_at_id_idx (updated_at, id),
    ADD INDEX users_name_id_idx (name, id),
    ADD INDEX users_role_created_at_id_idx (role, created_at, id),
    ADD INDEX users_banned_created_at_id_idx (banned, created_at, id),
    ADD INDEX users_email_verified_created_at_id_idx (email_verified, created_at, id);
