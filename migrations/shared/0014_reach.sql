-- What each reach shows, as groups of fields in bits; two of the three hold only while the ICB names the organisation as such.
ALTER TABLE reach ADD COLUMN icb_ods TEXT NOT NULL DEFAULT '';
ALTER TABLE reach ADD COLUMN shown BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reach ADD COLUMN as_provider BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reach ADD COLUMN as_keyworker_service BIGINT NOT NULL DEFAULT 0;
ALTER TABLE partner ADD COLUMN is_provider BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE partner ADD COLUMN is_keyworker_service BOOLEAN NOT NULL DEFAULT FALSE;

-- The one predicate. What shows whole records joins `whole`; what shows a part joins `reached` and asks for its groups.
CREATE VIEW whole AS
SELECT organisation, subject_kind, subject_id, basis, sort_on FROM reach WHERE shown = 255;

CREATE VIEW reached AS
SELECT r.organisation, r.subject_kind, r.subject_id, r.basis, r.sort_on,
       r.shown | CASE WHEN w.is_provider = TRUE THEN r.as_provider ELSE 0 END
               | CASE WHEN w.is_keyworker_service = TRUE THEN r.as_keyworker_service ELSE 0 END AS shown
FROM reach r LEFT JOIN partner w ON w.icb_ods = r.icb_ods AND w.organisation = r.organisation;
