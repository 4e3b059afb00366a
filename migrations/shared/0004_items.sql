-- Rows of lists that are neither people nor referrals: register meetings. Reached by whoever reaches their stream.
CREATE TABLE item (
    id         UUID        NOT NULL PRIMARY KEY,
    stream_id  UUID        NOT NULL,
    version    BIGINT      NOT NULL,
    kind       TEXT        NOT NULL,
    status     TEXT        NOT NULL,
    sort       TEXT        NOT NULL,
    sort_on    DATE        NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    body       TEXT        NOT NULL,
    FOREIGN KEY (stream_id, version) REFERENCES event (stream_id, version)
);
CREATE INDEX item_of_stream ON item (stream_id, kind, sort_on, id);
