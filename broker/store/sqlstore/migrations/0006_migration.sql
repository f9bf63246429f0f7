-- Schools that merge, move to another connection or give out new identifiers: the
-- windows in which their pupils bring an old account along, and the links that came of
-- it. Both stay for as long as the subjects that hang on them.
--
-- window: box is from where, to where, by whom, until when and how it stands, sealed
-- under the keyring; written: Unix milliseconds, by which a node sees that another wrote.
CREATE TABLE migration_window (
    id      TEXT   PRIMARY KEY,
    box     BYTEA  NOT NULL,
    written BIGINT NOT NULL
);

-- link: fresh and old are keyed digests of who the person is for the hub now and was then;
-- neither can be used twice. old and box are NULL where the person said to have had no
-- account before. box: the subjects that the person keeps, sealed; no identifier is in it.
CREATE TABLE migration_link (
    fresh  BYTEA  PRIMARY KEY,
    old    BYTEA  UNIQUE,
    window_id TEXT NOT NULL,
    box    BYTEA,
    made   BIGINT NOT NULL
);
CREATE INDEX migration_link_window ON migration_link (window_id);
