-- Frozen. Record a fact, one transaction each: the head's next version, the fact, its place in a feed without gaps. The
-- head's update is the stale check, the feed head's row lock gives positions in commit order; neither can be left out.
\set n random(1, :people)
BEGIN;
UPDATE person SET version = version + 1 WHERE id = person_id(:n) RETURNING version \gset
INSERT INTO event (stream_id, version, recorded_at, body) VALUES (person_id(:n), :version, now(), repeat('e', 450));
UPDATE feed_head SET position = position + 1 WHERE id = 1 RETURNING position \gset
INSERT INTO feed (position, stream_id, version) VALUES (:position, person_id(:n), :version);
COMMIT;
