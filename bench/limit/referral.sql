-- Frozen. Receive a referral, one transaction each: its first fact, its row, who reaches it, its place in the feed.
\set n random(1, 42)
BEGIN;
INSERT INTO event (stream_id, version, recorded_at, body) VALUES (person_id((1::bigint << 46) + nextval('referral_no')), 1, now(), repeat('e', 1700)) RETURNING stream_id AS id \gset
INSERT INTO referral (id, icb_ods, body) VALUES (:id, icb(:n), repeat('r', 1750));
INSERT INTO reach (organisation, subject_id) VALUES (icb(:n), :id);
UPDATE feed_head SET position = position + 1 WHERE id = 1 RETURNING position \gset
INSERT INTO feed (position, stream_id, version) VALUES (:position, :id, 1);
COMMIT;
