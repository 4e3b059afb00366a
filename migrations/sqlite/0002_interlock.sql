-- What this engine needs to keep facts append-only and rows tied to facts.

CREATE TRIGGER event_is_not_rewritten BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_private_is_not_rewritten BEFORE UPDATE ON event_private BEGIN SELECT RAISE(ABORT, 'event_private is append-only'); END;
CREATE TRIGGER event_private_is_not_removed BEFORE DELETE ON event_private BEGIN SELECT RAISE(ABORT, 'event_private is append-only'); END;
CREATE TRIGGER feed_is_not_rewritten BEFORE UPDATE ON feed BEGIN SELECT RAISE(ABORT, 'feed is append-only'); END;
CREATE TRIGGER feed_is_not_removed BEFORE DELETE ON feed BEGIN SELECT RAISE(ABORT, 'feed is append-only'); END;
CREATE TRIGGER access_is_not_rewritten BEFORE UPDATE ON access BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
CREATE TRIGGER access_is_not_removed BEFORE DELETE ON access BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
CREATE TRIGGER access_record_is_not_rewritten BEFORE UPDATE ON access_record BEGIN SELECT RAISE(ABORT, 'access_record is append-only'); END;
CREATE TRIGGER access_record_is_not_removed BEFORE DELETE ON access_record BEGIN SELECT RAISE(ABORT, 'access_record is append-only'); END;

-- A row changes only together with a newer fact.
CREATE TRIGGER stream_follows_facts BEFORE UPDATE ON stream WHEN NEW.version <= OLD.version BEGIN SELECT RAISE(ABORT, 'stream changes only with a newer fact'); END;
CREATE TRIGGER person_follows_facts BEFORE UPDATE ON person WHEN NEW.version <= OLD.version BEGIN SELECT RAISE(ABORT, 'person changes only with a newer fact'); END;
CREATE TRIGGER referral_follows_facts BEFORE UPDATE ON referral WHEN NEW.version <= OLD.version BEGIN SELECT RAISE(ABORT, 'referral changes only with a newer fact'); END;
CREATE TRIGGER deadline_follows_facts BEFORE UPDATE ON deadline WHEN NEW.version <= OLD.version BEGIN SELECT RAISE(ABORT, 'deadline changes only with a newer fact'); END;
CREATE TRIGGER reach_follows_facts BEFORE UPDATE ON reach WHEN NEW.version <= OLD.version BEGIN SELECT RAISE(ABORT, 'reach changes only with a newer fact'); END;
CREATE TRIGGER stream_is_not_removed BEFORE DELETE ON stream BEGIN SELECT RAISE(ABORT, 'a stream is never removed'); END;
CREATE TRIGGER feed_head_only_advances BEFORE UPDATE ON feed_head WHEN NEW.position < OLD.position BEGIN SELECT RAISE(ABORT, 'the feed only advances'); END;
CREATE TRIGGER feed_head_is_not_removed BEFORE DELETE ON feed_head BEGIN SELECT RAISE(ABORT, 'the feed only advances'); END;

-- INSERT OR REPLACE passes by triggers on DELETE: what exists is not inserted again.
CREATE TRIGGER event_is_not_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE stream_id = NEW.stream_id AND version = NEW.version) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER event_private_is_not_replaced BEFORE INSERT ON event_private
WHEN EXISTS (SELECT 1 FROM event_private WHERE stream_id = NEW.stream_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'event_private is append-only'); END;
CREATE TRIGGER feed_is_not_replaced BEFORE INSERT ON feed
WHEN EXISTS (SELECT 1 FROM feed WHERE position = NEW.position) BEGIN SELECT RAISE(ABORT, 'feed is append-only'); END;
CREATE TRIGGER access_is_not_replaced BEFORE INSERT ON access
WHEN EXISTS (SELECT 1 FROM access WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'access is append-only'); END;
CREATE TRIGGER feed_head_is_not_replaced BEFORE INSERT ON feed_head
WHEN EXISTS (SELECT 1 FROM feed_head WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the feed only advances'); END;
CREATE TRIGGER stream_is_not_replaced BEFORE INSERT ON stream
WHEN EXISTS (SELECT 1 FROM stream WHERE id = NEW.id AND version >= NEW.version) BEGIN SELECT RAISE(ABORT, 'stream changes only with a newer fact'); END;
CREATE TRIGGER person_is_not_replaced BEFORE INSERT ON person
WHEN EXISTS (SELECT 1 FROM person WHERE id = NEW.id AND version >= NEW.version) BEGIN SELECT RAISE(ABORT, 'person changes only with a newer fact'); END;
CREATE TRIGGER referral_is_not_replaced BEFORE INSERT ON referral
WHEN EXISTS (SELECT 1 FROM referral WHERE id = NEW.id AND version >= NEW.version) BEGIN SELECT RAISE(ABORT, 'referral changes only with a newer fact'); END;
CREATE TRIGGER deadline_is_not_replaced BEFORE INSERT ON deadline
WHEN EXISTS (SELECT 1 FROM deadline WHERE id = NEW.id AND version >= NEW.version) BEGIN SELECT RAISE(ABORT, 'deadline changes only with a newer fact'); END;
CREATE TRIGGER reach_is_not_replaced BEFORE INSERT ON reach
WHEN EXISTS (SELECT 1 FROM reach WHERE organisation = NEW.organisation AND subject_id = NEW.subject_id AND version >= NEW.version) BEGIN SELECT RAISE(ABORT, 'reach changes only with a newer fact'); END;
