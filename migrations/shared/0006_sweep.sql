-- From which day on the clock has something to record of a person or a referral; nothing when it has nothing to.
ALTER TABLE person ADD COLUMN watch_on DATE;
ALTER TABLE referral ADD COLUMN watch_on DATE;
CREATE INDEX person_watched ON person (watch_on, id) WHERE watch_on IS NOT NULL;
CREATE INDEX referral_watched ON referral (watch_on, id) WHERE watch_on IS NOT NULL;

-- Who does what runs by itself, until when. It spares work; that nothing is recorded twice is promised by versions and claims.
CREATE TABLE lease (
    name     TEXT        NOT NULL PRIMARY KEY,
    holder   TEXT        NOT NULL,
    until_at TIMESTAMPTZ NOT NULL
);

-- How the sweep stands: when it last began and ended, the last day of which everything is recorded, and what it wrote.
CREATE TABLE sweep (
    id            BIGINT      NOT NULL PRIMARY KEY CHECK (id = 1),
    state         TEXT        NOT NULL,
    build         TEXT        NOT NULL,
    started_at    TIMESTAMPTZ NOT NULL,
    completed_at  TIMESTAMPTZ,
    completed_for DATE,
    recorded      BIGINT      NOT NULL,
    left_over     BIGINT      NOT NULL
);
