-- The two books (design §3). Persons are keyed digests; no column holds a value of
-- a person.

-- The login log. box: sealed by the key of the school and day. finder: a digest of
-- the pupil's number under the same key, or NULL.
CREATE TABLE login_log (
    id     TEXT   PRIMARY KEY,
    school TEXT   NOT NULL,
    day    BIGINT NOT NULL, -- days since 1970-01-01
    finder BYTEA,
    box    BYTEA  NOT NULL
);
CREATE INDEX login_log_day ON login_log (school, day);

-- The release ledger: who got which items, by name, under which contract version.
-- Days, never times; never an address.
CREATE TABLE release_ledger (
    subject   BYTEA  NOT NULL,
    app       TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    school    TEXT   NOT NULL,
    items     BIGINT NOT NULL, -- one bit per item, as claims.Items
    first_day BIGINT NOT NULL,
    last_day  BIGINT NOT NULL,
    PRIMARY KEY (subject, app, version)
);
CREATE INDEX release_ledger_day ON release_ledger (last_day);

-- What a person was shown, or agreed to.
CREATE TABLE informed (
    subject BYTEA  NOT NULL,
    app     TEXT   NOT NULL,
    version BIGINT NOT NULL,
    school  TEXT   NOT NULL,
    items   BIGINT NOT NULL,
    off     BIGINT NOT NULL,
    consent BIGINT NOT NULL,
    since   BIGINT NOT NULL, -- Unix seconds
    PRIMARY KEY (subject, app, version)
);
