-- Frozen. Read a person: the row, joined with who may reach it, and the audit row before the answer leaves.
\set n random(1, :people)
BEGIN;
SELECT p.version, p.body FROM reach r JOIN person p ON p.id = r.subject_id WHERE r.organisation = icb(:n) AND r.subject_id = person_id(:n);
INSERT INTO access (at, operation, client_id, organisation, record_id) VALUES (now(), 'read_person', 'bench', icb(:n), person_id(:n));
COMMIT;
