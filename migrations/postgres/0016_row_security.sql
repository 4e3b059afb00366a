-- The second wall. Whoever answers a call reads as dsr_application, which sees only rows of records that the organisation set
-- in the transaction (dsr.organisation) reaches, and writes nothing; what the service does for itself it does as dsr_worker.
-- Neither owns a table, and the owner is held by the policies, too. `dsr migrate` makes the two roles where there are none.

CREATE FUNCTION asking() RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT NULLIF(current_setting('dsr.organisation', TRUE), '') $$;

DO $$ BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO dsr_application, dsr_worker', current_schema());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO dsr_worker', current_schema());
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO dsr_worker', current_schema());
    IF to_regclass('_sqlx_migrations') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON _sqlx_migrations FROM dsr_worker;
        GRANT SELECT ON _sqlx_migrations TO PUBLIC;
    END IF;
END $$;

-- What the application may read at all. A table made later is closed to it until its migration says otherwise.
GRANT SELECT ON reach, recall, partner, person, referral, deadline, item, event, event_private, stream, access, access_record,
                idempotency, whole, reached TO dsr_application;
-- The views ask with the rights, and behind the policies, of whoever reads them.
ALTER VIEW whole SET (security_invoker = TRUE);
ALTER VIEW reached SET (security_invoker = TRUE);

-- The roots: what an organisation is told about itself. Of its reach, what shows it any part of the record now.
CREATE POLICY own ON partner FOR SELECT TO dsr_application USING (organisation = (SELECT asking()) OR icb_ods = (SELECT asking()));
CREATE POLICY own ON reach FOR SELECT TO dsr_application USING (organisation = (SELECT asking()) AND (shown <> 0 OR EXISTS (
    SELECT 1 FROM partner w WHERE w.icb_ods = reach.icb_ods AND w.organisation = reach.organisation
       AND ((w.is_provider = TRUE AND reach.as_provider <> 0) OR (w.is_keyworker_service = TRUE AND reach.as_keyworker_service <> 0)))));
CREATE POLICY own ON recall FOR SELECT TO dsr_application USING (organisation = (SELECT asking()));
CREATE POLICY own ON idempotency FOR SELECT TO dsr_application USING (split_part(owner, '/', 1) = (SELECT asking()));

-- Rows of a record that is reached; the policy of reach holds within. The wall is made of rows: which groups of fields of them are
-- shown is the service's to say.
DO $$
DECLARE
    rows TEXT[];
BEGIN
    FOREACH rows SLICE 1 IN ARRAY ARRAY[['person', 'id'], ['referral', 'id'], ['stream', 'id'], ['deadline', 'person_id'],
                                        ['item', 'stream_id'], ['event', 'stream_id'], ['event_private', 'stream_id']] LOOP
        EXECUTE format('CREATE POLICY reached ON %1$I FOR SELECT TO dsr_application USING (EXISTS (
                            SELECT 1 FROM reach r WHERE r.organisation = (SELECT asking()) AND r.subject_id = %1$I.%2$I))', rows[1], rows[2]);
    END LOOP;
END $$;

-- The history that an ICB which was responsible before keeps: to the transfer, and nothing since.
CREATE POLICY kept ON event FOR SELECT TO dsr_application USING (EXISTS (
    SELECT 1 FROM recall k WHERE k.organisation = (SELECT asking()) AND k.person_id = event.stream_id AND event.version <= k.until_version));
CREATE POLICY kept ON event_private FOR SELECT TO dsr_application USING (EXISTS (
    SELECT 1 FROM recall k WHERE k.organisation = (SELECT asking()) AND k.person_id = event_private.stream_id AND event_private.version <= k.until_version));

-- The audit: what an organisation itself read, and who read what it answers for.
CREATE POLICY own ON access FOR SELECT TO dsr_application USING (organisation = (SELECT asking()));
CREATE POLICY answered_for ON access FOR SELECT TO dsr_application USING (
    EXISTS (SELECT 1 FROM reach r WHERE r.organisation = (SELECT asking()) AND r.subject_id = access.record_id AND r.basis = 'responsible_icb')
    OR EXISTS (SELECT 1 FROM access_record x JOIN reach r ON r.subject_id = x.record_id
               WHERE x.access_id = access.id AND r.organisation = (SELECT asking()) AND r.basis = 'responsible_icb'));
CREATE POLICY answered_for ON access_record FOR SELECT TO dsr_application USING (EXISTS (
    SELECT 1 FROM reach r WHERE r.organisation = (SELECT asking()) AND r.subject_id = access_record.record_id AND r.basis = 'responsible_icb'));

-- Every table that says something of somebody is walled in, for its owner as well; the worker sees through.
DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY['reach', 'recall', 'partner', 'person', 'referral', 'deadline', 'item', 'event', 'event_private',
                                  'stream', 'access', 'access_record', 'idempotency', 'claim', 'feed', 'redaction'] LOOP
        EXECUTE format('CREATE POLICY worker ON %I TO dsr_worker USING (TRUE) WITH CHECK (TRUE)', walled);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
    END LOOP;
END $$;
