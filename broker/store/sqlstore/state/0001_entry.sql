-- What State keeps once it has left the journal. id is the first 64 bits of the key:
-- an index over it is a quarter of one over the key, and the key still decides.
-- Rows have no order of their own: they are appended as they come.
CREATE TABLE entry (
    id      BIGINT NOT NULL,
    key     BYTEA  NOT NULL, -- 32 bytes of store.Key, one byte for the name space
    kind    BIGINT NOT NULL, -- 1 value, 2 mark of a taken value, 3 counter
    version BIGINT NOT NULL, -- of a counter: the count
    expires BIGINT NOT NULL, -- Unix milliseconds
    data    BYTEA  NOT NULL
);
CREATE INDEX entry_id ON entry (id);
CREATE INDEX entry_expires ON entry (expires);

-- journal: the last journal whose rows are all here.
-- boot, run, horizon: see horizon.go.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
