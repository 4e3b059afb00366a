-- Frozen. List the 50 duties of an ICB that have been overdue longest, and audit whom the page showed: one row for the
-- call, one for each record. The page is cut before the join, so that no estimate can turn it into a sort of everything.
\set n random(1, 42)
\set first random(1, :people)
BEGIN;
SELECT d.due_on, d.body FROM (SELECT due_on, id, person_id, body FROM deadline WHERE icb_ods = icb(:n) AND is_open AND due_on < DATE '2026-01-01' ORDER BY due_on, id LIMIT 50) d
  JOIN reach r ON r.subject_id = d.person_id AND r.organisation = icb(:n) ORDER BY d.due_on, d.id;
WITH looked AS (INSERT INTO access (at, operation, client_id, organisation) VALUES (now(), 'list_deadlines', 'bench', icb(:n)) RETURNING id)
INSERT INTO access_record (record_id, access_id) SELECT person_id(:first + s), id FROM looked, generate_series(1, 50) s;
COMMIT;
