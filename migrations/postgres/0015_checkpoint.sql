-- A checkpoint is never rewritten.
CREATE TRIGGER checkpoint_is_not_rewritten BEFORE UPDATE OR DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER checkpoint_is_not_truncated BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
