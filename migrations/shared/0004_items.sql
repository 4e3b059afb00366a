-- Rows of lists that are neither people nor referrals: register meetings, barriers of people,
-- accountable leaders. Reached by whoever reaches their stream.
CREATE TABLE item (
    id         UUID        NOT NULL PRIMARY KEY,
    stream_id  UUID        NOT NULL,
    version    BIGINT      NOT NULL,
    kind       TEXT        NOT NULL,
    status     TEXT        NOT NULL,
    sort       TEXT        NOT NULL,
    agency     TEXT,
    level      BIGINT,
    due_on     DATE,
    sort_on    DATE        NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    body       TEXT        NOT NULL,
    FOREIGN KEY (stream_id, version) REFERENCES event (stream_id, version)
);
CREATE INDEX item_in_order ON item (kind, sort_on, id);
CREATE INDEX item_of_stream ON item (stream_id, kind, sort_on, id);
