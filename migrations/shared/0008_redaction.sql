-- Private parts that were taken out, and the fact that says so.
CREATE TABLE redaction (
    stream_id UUID NOT NULL,
    version BIGINT NOT NULL,
    by_version BIGINT NOT NULL CHECK (by_version > version),
    PRIMARY KEY (stream_id, version),
    FOREIGN KEY (stream_id, version) REFERENCES event (stream_id, version),
    FOREIGN KEY (stream_id, by_version) REFERENCES event (stream_id, version)
);
