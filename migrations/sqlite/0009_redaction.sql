-- A private part leaves only by a redaction.
DROP TRIGGER event_private_is_not_removed;
CREATE TRIGGER event_private_is_not_removed BEFORE DELETE ON event_private
WHEN NOT EXISTS (SELECT 1 FROM redaction r WHERE r.stream_id = OLD.stream_id AND r.version = OLD.version)
BEGIN SELECT RAISE(ABORT, 'event_private is append-only'); END;
CREATE TRIGGER redaction_is_not_rewritten BEFORE UPDATE ON redaction BEGIN SELECT RAISE(ABORT, 'redaction is append-only'); END;
CREATE TRIGGER redaction_is_not_removed BEFORE DELETE ON redaction BEGIN SELECT RAISE(ABORT, 'redaction is append-only'); END;
CREATE TRIGGER redaction_is_not_replaced BEFORE INSERT ON redaction
WHEN EXISTS (SELECT 1 FROM redaction r WHERE r.stream_id = NEW.stream_id AND r.version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'redaction is append-only'); END;
CREATE TRIGGER redaction_follows_its_fact BEFORE INSERT ON redaction
WHEN NOT EXISTS (SELECT 1 FROM event e WHERE e.stream_id = NEW.stream_id AND e.version = NEW.by_version AND e.kind = 'redacted')
BEGIN SELECT RAISE(ABORT, 'a redaction is a fact'); END;
