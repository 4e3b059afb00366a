-- Facts. Append-only; each entry names its predecessor in the same stream and carries a hash over it.
CREATE TABLE event (
    stream_id    UUID        NOT NULL,
    version      BIGINT      NOT NULL,
    previous     BIGINT,
    stream_kind  TEXT        NOT NULL,
    kind         TEXT        NOT NULL,
    schema_no    BIGINT      NOT NULL,
    occurred_on  DATE        NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    client_id    TEXT        NOT NULL,
    subject      TEXT        NOT NULL,
    organisation TEXT        NOT NULL,
    request_id   TEXT        NOT NULL,
    data         TEXT        NOT NULL,
    private_hash BYTEA,
    hash         BYTEA       NOT NULL,
    PRIMARY KEY (stream_id, version),
    FOREIGN KEY (stream_id, previous) REFERENCES event (stream_id, version),
    CHECK (version >= 1),
    CHECK ((version = 1 AND previous IS NULL) OR (version > 1 AND previous IS NOT NULL AND previous = version - 1))
);

-- The part of a fact that identifies or describes somebody; named in the event by hash(nonce, body).
CREATE TABLE event_private (
    stream_id UUID   NOT NULL,
    version   BIGINT NOT NULL,
    nonce     BYTEA  NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (stream_id, version),
    FOREIGN KEY (stream_id, version) REFERENCES event (stream_id, version)
);

-- The head of every stream.
CREATE TABLE stream (
    id      UUID   NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    version BIGINT NOT NULL,
    hash    BYTEA  NOT NULL,
    FOREIGN KEY (id, version) REFERENCES event (stream_id, version)
);
CREATE INDEX stream_by_kind ON stream (kind, id);

-- Positions in commit order, without gaps: the head's row lock lasts until the commit.
CREATE TABLE feed_head (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL
);
INSERT INTO feed_head (id, position) VALUES (1, 0);
CREATE TABLE feed (
    position  BIGINT NOT NULL PRIMARY KEY,
    stream_id UUID   NOT NULL,
    version   BIGINT NOT NULL,
    FOREIGN KEY (stream_id, version) REFERENCES event (stream_id, version)
);

-- Keys that only one stream may hold.
CREATE TABLE claim (
    kind      TEXT NOT NULL,
    claim_key TEXT NOT NULL,
    stream_id UUID NOT NULL,
    PRIMARY KEY (kind, claim_key)
);

-- Rows that lists and reads are served from; made again from the facts by `dsr rebuild`.
CREATE TABLE projection_head (
    id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL,
    packs   TEXT   NOT NULL
);

CREATE TABLE person (
    id              UUID        NOT NULL PRIMARY KEY,
    version         BIGINT      NOT NULL,
    icb_ods         TEXT        NOT NULL,
    local_authority TEXT,
    nhs_number      TEXT,
    family_search   TEXT        NOT NULL,
    given_search    TEXT        NOT NULL,
    date_of_birth   DATE,
    rag             TEXT,
    rated_on        DATE,
    membership      TEXT,
    setting         TEXT,
    updated_at      TIMESTAMPTZ NOT NULL,
    body            TEXT        NOT NULL,
    FOREIGN KEY (id, version) REFERENCES event (stream_id, version)
);
CREATE INDEX person_by_nhs_number ON person (nhs_number);
CREATE INDEX person_by_name ON person (family_search, date_of_birth);

CREATE TABLE referral (
    id              UUID        NOT NULL PRIMARY KEY,
    version         BIGINT      NOT NULL,
    icb_ods         TEXT        NOT NULL,
    submitted_ods   TEXT        NOT NULL,
    status          TEXT        NOT NULL,
    source          TEXT        NOT NULL,
    local_authority TEXT,
    received_on     DATE        NOT NULL,
    nhs_number      TEXT,
    family_search   TEXT        NOT NULL,
    date_of_birth   DATE,
    person_id       UUID,
    updated_at      TIMESTAMPTZ NOT NULL,
    body            TEXT        NOT NULL,
    FOREIGN KEY (id, version) REFERENCES event (stream_id, version)
);
CREATE INDEX referral_by_nhs_number ON referral (nhs_number);
CREATE INDEX referral_by_name ON referral (family_search, date_of_birth);

CREATE TABLE deadline (
    id        UUID    NOT NULL PRIMARY KEY,
    person_id UUID    NOT NULL,
    version   BIGINT  NOT NULL,
    icb_ods   TEXT    NOT NULL,
    duty      TEXT    NOT NULL,
    due_on    DATE,
    sort_on   DATE    NOT NULL,
    is_open   BOOLEAN NOT NULL,
    outcome   TEXT,
    body      TEXT    NOT NULL,
    FOREIGN KEY (person_id, version) REFERENCES event (stream_id, version)
);
CREATE INDEX deadline_by_person ON deadline (person_id, sort_on, id);
CREATE INDEX deadline_by_icb ON deadline (icb_ods, sort_on, id);
CREATE INDEX deadline_open_by_icb ON deadline (icb_ods, sort_on, id) WHERE is_open = TRUE;

-- Who reaches which record, and the date lists sort by. Every read joins it.
CREATE TABLE reach (
    organisation TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   UUID   NOT NULL,
    basis        TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    sort_on      DATE   NOT NULL,
    PRIMARY KEY (organisation, subject_id),
    FOREIGN KEY (subject_id, version) REFERENCES event (stream_id, version)
);
CREATE INDEX reach_in_order ON reach (organisation, subject_kind, sort_on, subject_id);

-- Safe retries: what a keyed call did, never its body.
CREATE TABLE idempotency (
    owner       TEXT        NOT NULL,
    call_key    TEXT        NOT NULL,
    fingerprint BYTEA       NOT NULL,
    status      BIGINT      NOT NULL,
    subject_id  UUID        NOT NULL,
    item_id     UUID,
    version     BIGINT      NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (owner, call_key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Who looked: one row for every read of personal data, written before the answer leaves.
CREATE TABLE access (
    id           UUID        NOT NULL PRIMARY KEY,
    at           TIMESTAMPTZ NOT NULL,
    operation    TEXT        NOT NULL,
    client_id    TEXT        NOT NULL,
    subject      TEXT        NOT NULL,
    organisation TEXT        NOT NULL,
    purpose      TEXT,
    request_id   TEXT        NOT NULL,
    record_id    UUID
);
CREATE INDEX access_by_record ON access (record_id, at);
-- The records of a read that showed several.
CREATE TABLE access_record (
    record_id UUID NOT NULL,
    access_id UUID NOT NULL,
    PRIMARY KEY (record_id, access_id)
);
