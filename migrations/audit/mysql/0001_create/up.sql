CREATE TABLE IF NOT EXISTS audit_events (
    seq BIGINT NOT NULL PRIMARY KEY,
    at DATETIME(6) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    detail TEXT,
    -- No foreign keys: a row outlives its user, and names them no longer.
    actor_id VARCHAR(64),
    session_id VARCHAR(64),
    ip_address TEXT,
    user_agent TEXT,
    actor_seal VARCHAR(64) NOT NULL,
    subject_id VARCHAR(64),
    subject_seal VARCHAR(64) NOT NULL,
    object_id VARCHAR(64),
    chain VARCHAR(64) NOT NULL,
    KEY audit_events_actor_id_seq_idx (actor_id, seq),
    KEY audit_events_subject_id_seq_idx (subject_id, seq),
    KEY audit_events_object_id_seq_idx (object_id, seq),
    KEY audit_events_kind_seq_idx (kind, seq),
    KEY audit_events_at_idx (at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row: where the log ends and begins. Whoever writes to the log locks it.
CREATE TABLE IF NOT EXISTS audit_head (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    chain VARCHAR(64) NOT NULL,
    pruned_seq BIGINT NOT NULL,
    pruned_chain VARCHAR(64) NOT NULL,
    erased BIGINT NOT NULL,
    pruned_erased BIGINT NOT NULL,
    seal VARCHAR(64) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO audit_head VALUES (1, 0, '', 0, '', 0, 0, '');
