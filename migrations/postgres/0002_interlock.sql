-- What this engine needs to keep facts append-only and rows tied to facts.

CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION refuse_without_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% changes only with a newer fact', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER event_is_not_rewritten BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER event_is_not_truncated BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER event_private_is_not_rewritten BEFORE UPDATE OR DELETE ON event_private FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER event_private_is_not_truncated BEFORE TRUNCATE ON event_private FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER feed_is_not_rewritten BEFORE UPDATE OR DELETE ON feed FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER feed_is_not_truncated BEFORE TRUNCATE ON feed FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER access_is_not_rewritten BEFORE UPDATE OR DELETE ON access FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER access_is_not_truncated BEFORE TRUNCATE ON access FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER access_record_is_not_rewritten BEFORE UPDATE OR DELETE ON access_record FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER access_record_is_not_truncated BEFORE TRUNCATE ON access_record FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER stream_is_not_removed BEFORE DELETE ON stream FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER stream_is_not_truncated BEFORE TRUNCATE ON stream FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();

-- A row changes only together with a newer fact.
CREATE TRIGGER stream_follows_facts BEFORE UPDATE ON stream FOR EACH ROW WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION refuse_without_fact();
CREATE TRIGGER person_follows_facts BEFORE UPDATE ON person FOR EACH ROW WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION refuse_without_fact();
CREATE TRIGGER referral_follows_facts BEFORE UPDATE ON referral FOR EACH ROW WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION refuse_without_fact();
CREATE TRIGGER deadline_follows_facts BEFORE UPDATE ON deadline FOR EACH ROW WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION refuse_without_fact();
CREATE TRIGGER reach_follows_facts BEFORE UPDATE ON reach FOR EACH ROW WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION refuse_without_fact();
CREATE TRIGGER feed_head_only_advances BEFORE UPDATE ON feed_head FOR EACH ROW WHEN (NEW.position < OLD.position) EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER feed_head_is_not_removed BEFORE DELETE ON feed_head FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER feed_head_is_not_truncated BEFORE TRUNCATE ON feed_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();

-- The head of the feed is one hot row: room on its page keeps every update on that page.
ALTER TABLE feed_head SET (fillfactor = 10);
ALTER TABLE person SET (fillfactor = 70);
ALTER TABLE stream SET (fillfactor = 80);
