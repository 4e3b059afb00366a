-- A register whose London date is given by hand: nothing in it is real, and it is never served as one that is.
CREATE TABLE sandbox (
    id    BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    today DATE   NOT NULL
);
