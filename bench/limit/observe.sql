-- Frozen. Record an observation, one transaction each: the head's next version and the person's row, the fact, its claim, the row
-- it is listed from, its place in a feed without gaps. Whom to look at, and what there is to observe, is known already.
\set n random(1, :people)
BEGIN;
UPDATE person SET version = version + 1, body = repeat('p', 1850) WHERE id = person_id(:n) RETURNING version \gset
INSERT INTO event (stream_id, version, recorded_at, body) VALUES (person_id(:n), :version, now(), repeat('e', 450));
INSERT INTO claim (kind, claim_key, stream_id) VALUES ('observation', 'deadline_missed/' || person_id(:n) || '/' || :version, person_id(:n));
INSERT INTO item (id, stream_id, sort_on, body) VALUES (gen_random_uuid(), person_id(:n), DATE '2026-01-01', repeat('i', 350));
UPDATE feed_head SET position = position + 1 WHERE id = 1 RETURNING position \gset
INSERT INTO feed (position, stream_id, version) VALUES (:position, person_id(:n), :version);
COMMIT;
