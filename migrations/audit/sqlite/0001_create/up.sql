CREATE TABLE audit_events (
    seq BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT,
    -- No foreign keys: a row outlives its user, and names them no longer.
    actor_id TEXT,
    session_id TEXT,
    ip_address TEXT,
    user_agent TEXT,
    actor_seal TEXT NOT NULL,
    subject_id TEXT,
    subject_seal TEXT NOT NULL,
    object_id TEXT,
    chain TEXT NOT NULL
);
CREATE INDEX audit_events_actor_id_seq_idx ON audit_events (actor_id, seq);
CREATE INDEX audit_events_subject_id_seq_idx ON audit_events (subject_id, seq);
CREATE INDEX audit_events_object_id_seq_idx ON audit_events (object_id, seq);
CREATE INDEX audit_events_kind_seq_idx ON audit_events (kind, seq);
CREATE INDEX audit_events_at_idx ON audit_events (at);

-- One row: where the log ends and begins. Whoever writes to the log locks it.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    chain TEXT NOT NULL,
    pruned_seq BIGINT NOT NULL,
    pruned_chain TEXT NOT NULL,
    erased BIGINT NOT NULL,
    pruned_erased BIGINT NOT NULL,
    seal TEXT NOT NULL
);
INSERT INTO audit_head VALUES (1, 0, '', 0, '', 0, 0, '');
