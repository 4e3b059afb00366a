-- Frozen. List the 50 duties of an ICB that have been overdue longest, and audit whom the page showed: one row for the
-- call, one for each record.
\set n random(1, 42)
\set first random(1, :people)
BEGIN;
SELECT d.due_on, d.body FROM deadline d JOIN reach r ON r.subject_id = d.person_id AND r.organisation = icb(:n)
 WHERE d.icb_ods = icb(:n) AND d.is_open AND d.due_on < DATE '2026-01-01' ORDER BY d.due_on, d.id LIMIT 50;
WITH looked AS (INSERT INTO access (at, operation, client_id, organisation) VALUES (now(), 'list_deadlines', 'bench', icb(:n)) RETURNING id)
INSERT INTO access_record (record_id, access_id) SELECT person_id(:first + s), id FROM looked, generate_series(1, 50) s;
COMMIT;
