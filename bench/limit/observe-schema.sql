-- Frozen. What recording an observation needs beyond schema.sql: its claim, and the row it is listed from.
SET client_min_messages = warning;
CREATE TABLE IF NOT EXISTS claim (kind TEXT NOT NULL, claim_key TEXT NOT NULL, stream_id UUID NOT NULL, PRIMARY KEY (kind, claim_key));
CREATE TABLE IF NOT EXISTS item (id UUID PRIMARY KEY, stream_id UUID NOT NULL, sort_on DATE NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS item_in_order ON item (sort_on, id);
