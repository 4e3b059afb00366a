-- A private part leaves only by a redaction.
CREATE FUNCTION refuse_unredacted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM redaction r WHERE r.stream_id = OLD.stream_id AND r.version = OLD.version) THEN
        RAISE EXCEPTION 'event_private is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION refuse_redaction_without_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM event e WHERE e.stream_id = NEW.stream_id AND e.version = NEW.by_version AND e.kind = 'redacted') THEN
        RAISE EXCEPTION 'a redaction is a fact' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER event_private_is_not_rewritten ON event_private;
CREATE TRIGGER event_private_is_not_rewritten BEFORE UPDATE ON event_private FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER event_private_is_not_removed BEFORE DELETE ON event_private FOR EACH ROW EXECUTE FUNCTION refuse_unredacted();
CREATE TRIGGER redaction_is_not_rewritten BEFORE UPDATE OR DELETE ON redaction FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER redaction_is_not_truncated BEFORE TRUNCATE ON redaction FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER redaction_follows_its_fact BEFORE INSERT ON redaction FOR EACH ROW EXECUTE FUNCTION refuse_redaction_without_fact();
