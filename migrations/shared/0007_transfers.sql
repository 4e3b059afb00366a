-- How far an ICB that was responsible before may read a person's history: to the transfer, and nothing since.
-- Reads of the present join reach and never this table.
CREATE TABLE recall (
    organisation  TEXT   NOT NULL,
    person_id     UUID   NOT NULL,
    until_version BIGINT NOT NULL,
    PRIMARY KEY (organisation, person_id),
    FOREIGN KEY (person_id, until_version) REFERENCES event (stream_id, version)
);
