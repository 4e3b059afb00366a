-- Frozen. What a register's four calls cannot do without, and nothing else: no foreign keys, no triggers, no hashes, no
-- search columns. As many people, facts and overdue duties as the register beside it. psql -v people=N
SET client_min_messages = warning;

CREATE TABLE event (stream_id UUID NOT NULL, version BIGINT NOT NULL, recorded_at TIMESTAMPTZ NOT NULL, body TEXT NOT NULL);
CREATE TABLE feed_head (id BIGINT PRIMARY KEY, position BIGINT NOT NULL) WITH (fillfactor = 10);
CREATE TABLE feed (position BIGINT NOT NULL, stream_id UUID NOT NULL, version BIGINT NOT NULL);
CREATE TABLE person (id UUID NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL) WITH (fillfactor = 70);
CREATE TABLE reach (organisation TEXT NOT NULL, subject_id UUID NOT NULL);
CREATE TABLE deadline (id UUID NOT NULL, person_id UUID NOT NULL, icb_ods TEXT NOT NULL, due_on DATE NOT NULL, is_open BOOLEAN NOT NULL, body TEXT NOT NULL);
CREATE SEQUENCE referral_no;
CREATE TABLE referral (id UUID PRIMARY KEY, icb_ods TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE access (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at TIMESTAMPTZ NOT NULL, operation TEXT NOT NULL, client_id TEXT NOT NULL, organisation TEXT NOT NULL, record_id UUID);
CREATE INDEX access_by_record ON access (record_id, at);
CREATE TABLE access_record (record_id UUID NOT NULL, access_id BIGINT NOT NULL, PRIMARY KEY (record_id, access_id));

-- The n-th person: ids in order, 42 ICBs, lives of 30, 100 and 500 facts.
CREATE FUNCTION person_id(n BIGINT) RETURNS UUID LANGUAGE sql IMMUTABLE AS $$ SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
CREATE FUNCTION icb(n BIGINT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$ SELECT 'Q' || lpad((n % 42)::text, 2, '0') $$;
CREATE FUNCTION facts(n BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN n % 100 < 90 THEN 30 WHEN n % 100 < 99 THEN 100 ELSE 500 END $$;

INSERT INTO person SELECT person_id(n), facts(n), repeat('p', 1850) FROM generate_series(1, :people) n;
INSERT INTO reach SELECT icb(n), person_id(n) FROM generate_series(1, :people) n;
INSERT INTO event SELECT person_id(n), v, now(), repeat('e', 450) FROM generate_series(1, :people) n, generate_series(1, facts(n)) v;
INSERT INTO feed SELECT row_number() OVER (), stream_id, version FROM event;
INSERT INTO feed_head SELECT 1, count(*) FROM feed;
INSERT INTO deadline SELECT person_id(n * 8 + d), person_id(n), icb(n), DATE '2024-01-01' + (n * 7919 + d * 104729)::int % 700, d < 4, repeat('d', 650)
  FROM generate_series(1, :people) n, generate_series(0, 4) d;

ALTER TABLE event ADD PRIMARY KEY (stream_id, version);
ALTER TABLE feed ADD PRIMARY KEY (position);
ALTER TABLE person ADD PRIMARY KEY (id);
ALTER TABLE reach ADD PRIMARY KEY (organisation, subject_id);
ALTER TABLE deadline ADD PRIMARY KEY (id);
CREATE INDEX deadline_open ON deadline (icb_ods, is_open, due_on, id);
