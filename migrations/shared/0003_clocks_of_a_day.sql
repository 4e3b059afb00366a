-- A duty that is shown only from a birthday on, and one that a birthday ends.
ALTER TABLE deadline ADD COLUMN shown_from DATE;
ALTER TABLE deadline ADD COLUMN lapses_on DATE;
