-- Which groups of fields a read showed.
ALTER TABLE access ADD COLUMN fields TEXT NOT NULL DEFAULT 'record';

-- Who looked, newest first: at all, by user, in one request; and whom one read showed.
CREATE INDEX access_in_order ON access (at, id);
CREATE INDEX access_by_user ON access (subject, at, id);
CREATE INDEX access_by_request ON access (request_id);
CREATE INDEX access_record_by_access ON access_record (access_id);

-- The same of what was written.
CREATE INDEX event_in_order ON event (recorded_at, stream_id, version);
CREATE INDEX event_by_user ON event (subject, recorded_at, stream_id, version);
CREATE INDEX event_by_request ON event (request_id);

-- Signed statements of how far the facts and the reads went, and the running hashes over them.
CREATE TABLE checkpoint (
    number      BIGINT      NOT NULL PRIMARY KEY CHECK (number >= 1),
    made_at     TIMESTAMPTZ NOT NULL,
    position    BIGINT      NOT NULL,
    facts_hash  BYTEA       NOT NULL,
    reads_until TIMESTAMPTZ NOT NULL,
    reads       BIGINT      NOT NULL,
    reads_hash  BYTEA       NOT NULL,
    statement   TEXT        NOT NULL
);
