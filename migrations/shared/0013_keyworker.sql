-- Whether a keyworker is named: 'named' or 'none'. Rebuilding fills it for everybody on record before.
ALTER TABLE person ADD COLUMN keyworker TEXT;
